import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../src/domain/errors.js';
import { pluvio } from '../contestants.js';
import { benchFolder } from '../data/cache.js';
import { measure, type Measured } from '../measure/measure.js';
import { median } from '../measure/median.js';
import type { RaceResult } from '../race.js';
import type { Row } from '../results.js';
import { FETCH_CLIENTS, type FetchClient } from './clients.js';
import { connectMs, startVsftpd } from './vsftpd.js';

export interface FetchRaceOptions {
  /** Where the server is reached. */
  readonly host: string;
  /** Folder of gauge folders. */
  readonly folder: string;
  readonly files: number;
  readonly connections: readonly number[];
  readonly rounds: number;
  readonly progress: (line: string) => void;
}

export interface FetchRaceResult extends RaceResult {
  /** Measured, not set: the time of a TCP connection. */
  readonly roundTripMs: number;
}

/**
 * Every client fetches the same files from one vsftpd, in turn, round after round. Who does not leave what it should, or
 * fails, is out. Figures are medians over rounds.
 */
export async function fetchRace(options: FetchRaceOptions): Promise<FetchRaceResult> {
  const work = join(benchFolder(), 'fetched');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const server = await startVsftpd(options.folder, options.host);
  try {
    const expected = join(work, 'expected');
    await measure(pluvio(['run', options.folder, '--out', expected]));
    await connectMs(server.address);
    const roundTripMs = await connectMs(server.address);
    const rows: Row[] = [];
    const skipped: string[] = [];
    for (const connections of options.connections) {
      const name = `${options.files.toLocaleString('en')} files, ${connections} connections`;
      const runs = new Map<FetchClient, Measured[]>(FETCH_CLIENTS.map((client) => [client, []]));
      for (let round = 0; round < options.rounds; round++) {
        for (const client of [...runs.keys()]) {
          const job = { address: server.address, folder: options.folder, out: join(work, client.name), connections };
          try {
            const measured = await measure(client.command(job));
            options.progress(`${name}, round ${round + 1}: ${client.name} ${measured.wallS.toFixed(2)} s`);
            const difference = client.difference(job, expected);
            if (difference) throw new Error(`what it made is wrong: ${difference}`);
            runs.get(client)!.push(measured);
          } catch (error) {
            runs.delete(client);
            skipped.push(`${name}: ${client.name} is out: ${messageOf(error)}`);
          }
          rmSync(job.out, { recursive: true, force: true });
        }
      }
      rows.push(...rowsOf(name, options.files, runs));
    }
    return { rows, skipped, roundTripMs };
  } finally {
    await server.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

function rowsOf(name: string, files: number, runs: ReadonlyMap<FetchClient, readonly Measured[]>): Row[] {
  const lftp = [...runs].find(([client]) => client.name === 'lftp')?.[1];
  return [...runs].map(([client, measured]) => {
    const wallS = median(measured.map((run) => run.wallS));
    return {
      case: name,
      who: client.name,
      figures: {
        wallS,
        filesPerS: files / wallS,
        ...(lftp && { ratioToLftp: median(measured.map((run, round) => lftp[round]!.wallS / run.wallS)) }),
      },
    };
  });
}
