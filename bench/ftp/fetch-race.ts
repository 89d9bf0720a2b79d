import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../src/domain/errors.js';
import { pluvio } from '../contestants.js';
import { benchFolder } from '../data/cache.js';
import { measure, type Measured } from '../measure/measure.js';
import { median } from '../measure/median.js';
import type { RaceResult } from '../race.js';
import type { Row } from '../results.js';
import { FETCH_CLIENTS, type FetchClient, type FetchJob } from './clients.js';
import { connectMs, startVsftpd } from './vsftpd.js';

export interface FetchRaceOptions {
  /** Where the server is reached. */
  readonly host: string;
  /** Folder of gauge folders. */
  readonly folder: string;
  readonly files: number;
  /** A folder like it with hardly a file: what a client costs whatever it fetches. */
  readonly baseline: string;
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
      const runs = new Map<FetchClient, Runs>(FETCH_CLIENTS.map((client) => [client, { fixedCpuS: 0, measured: [] }]));
      for (let round = 0; round < options.rounds; round++) {
        for (const [client, { measured }] of [...runs]) {
          const job = {
            address: server.address,
            folder: options.folder,
            out: join(work, client.name.replaceAll(' ', '-')),
            connections,
          };
          try {
            if (round === 0)
              runs.get(client)!.fixedCpuS = await fixedCpuS(client, { ...job, folder: options.baseline });
            mkdirSync(job.out, { recursive: true });
            measured.push(await measure(client.command(job)));
            options.progress(`${name}, round ${round + 1}: ${client.name} ${measured.at(-1)!.wallS.toFixed(2)} s`);
            const difference = client.difference(job, expected);
            if (difference) throw new Error(`what it made is wrong: ${difference}`);
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

interface Runs {
  fixedCpuS: number;
  readonly measured: Measured[];
}

async function fixedCpuS(client: FetchClient, job: FetchJob): Promise<number> {
  mkdirSync(job.out, { recursive: true });
  const { cpuS } = await measure(client.command(job));
  rmSync(job.out, { recursive: true, force: true });
  return cpuS;
}

function rowsOf(name: string, files: number, runs: ReadonlyMap<FetchClient, Runs>): Row[] {
  const lftp = [...runs].find(([client]) => client.name === 'lftp')?.[1].measured;
  return [...runs].map(([client, { measured, fixedCpuS: fixed }]) => {
    const wallS = median(measured.map((run) => run.wallS));
    const cpuS = median(measured.map((run) => run.cpuS));
    return {
      case: name,
      who: client.name,
      figures: {
        wallS,
        filesPerS: files / wallS,
        ...(lftp && { ratioToLftp: median(measured.map((run, round) => lftp[round]!.wallS / run.wallS)) }),
        ...(cpuS > 0 && { cpuMsPerFile: (1000 * Math.max(0, cpuS - fixed)) / files }),
      },
    };
  });
}
