import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { messageOf } from '../../src/domain/errors.js';
import { startRealServer, whyNot, type RealServerName } from '../../test/support/servers/real-servers.js';
import { pluvio } from '../contestants.js';
import { benchFolder } from '../data/cache.js';
import { measure, type Measured } from '../measure/measure.js';
import { median } from '../measure/median.js';
import type { RaceResult } from '../race.js';
import type { Row } from '../results.js';
import type { FetchClient, FetchJob } from './clients.js';
import { connectMs } from './connect-ms.js';

/** What is raced for, wherever that is. */
export interface FetchCase {
  readonly servers: readonly RealServerName[];
  /** Folder of gauge folders. */
  readonly folder: string;
  readonly files: number;
  /** A folder like it with hardly a file: what a client costs whatever it fetches. */
  readonly baseline: string;
  readonly connections: readonly number[];
  readonly rounds: number;
}

export interface FetchRaceOptions extends FetchCase {
  /** Where servers are reached. */
  readonly host: string;
  /** Path of the network namespace that servers run in; the clients' unless given. */
  readonly namespace?: string;
  readonly clients: readonly FetchClient[];
  readonly progress: (line: string) => void;
}

export interface FetchRaceResult extends RaceResult {
  /** Measured, not set: the time of a TCP connection. */
  readonly roundTripMs: number;
}

/**
 * Every client fetches the same files from one server after another, in turn, round after round. Who does not leave what
 * it should, or fails, is out. Figures are medians over rounds. Rejects where there is none of the servers.
 */
export async function fetchRace(options: FetchRaceOptions): Promise<FetchRaceResult> {
  const absent = options.servers.filter(whyNot);
  const present = options.servers.filter((name) => !absent.includes(name));
  const reasons = absent.map((name) => whyNot(name)!);
  if (present.length === 0) throw new Error(reasons.join('; '));
  const work = join(benchFolder(), 'fetched');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const expected = join(work, 'expected');
    await measure(pluvio(['run', options.folder, '--out', expected]));
    const results: FetchRaceResult[] = [];
    for (const name of present) results.push(await raceOn(name, options, { work, expected }));
    return {
      rows: results.flatMap(({ rows }) => rows),
      skipped: [...reasons, ...results.flatMap(({ skipped }) => skipped)],
      roundTripMs: median(results.map(({ roundTripMs }) => roundTripMs)),
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function raceOn(
  name: RealServerName,
  { host, namespace, folder, files, baseline, connections: numbers, rounds, clients: all, progress }: FetchRaceOptions,
  { work, expected }: { readonly work: string; readonly expected: string },
): Promise<FetchRaceResult> {
  const server = await startRealServer(name, { base: benchFolder(), host, ...(namespace && { namespace }) });
  const served = (path: string): string => join(server.basePath, relative(server.base, path));
  const clients = all.filter(({ writes }) => writes !== true || name === 'vsftpd');
  try {
    const address = `${host}:${server.port}`;
    await connectMs(address);
    const roundTripMs = await connectMs(address);
    const rows: Row[] = [];
    const skipped: string[] = [];
    for (const connections of numbers) {
      const title = `${name}, ${files.toLocaleString('en')} files, ${connections} connections`;
      const runs = new Map<FetchClient, Runs>(clients.map((client) => [client, { fixedCpuS: 0, measured: [] }]));
      for (let round = 0; round < rounds; round++) {
        for (const [client, { measured }] of [...runs]) {
          const out = join(work, client.name.replaceAll(/\W+/g, '-'));
          const { user, password } = server;
          const job = { address, user, password, folder, served: served(folder), out, connections };
          try {
            if (round === 0)
              runs.get(client)!.fixedCpuS = await fixedCpuS(client, { ...job, served: served(baseline) });
            mkdirSync(job.out, { recursive: true });
            measured.push(await measure(client.command(job)));
            progress(`${title}, round ${round + 1}: ${client.name} ${measured.at(-1)!.wallS.toFixed(2)} s`);
            const difference = client.difference(job, expected);
            if (difference) throw new Error(`what it made is wrong: ${difference}`);
          } catch (error) {
            runs.delete(client);
            skipped.push(`${title}: ${client.name} is out: ${messageOf(error)}`);
          }
          rmSync(job.out, { recursive: true, force: true });
        }
      }
      rows.push(...rowsOf(title, files, runs));
    }
    return { rows, skipped, roundTripMs };
  } finally {
    await server.stop();
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
  const yardsticks = [...runs].flatMap(([{ yardstick }, { measured }]) => (yardstick ? [{ yardstick, measured }] : []));
  return [...runs].map(([client, { measured, fixedCpuS: fixed }]) => {
    const wallS = median(measured.map((run) => run.wallS));
    const cpuS = median(measured.map((run) => run.cpuS));
    return {
      case: name,
      who: client.name,
      figures: {
        wallS,
        filesPerS: files / wallS,
        ...Object.fromEntries(
          yardsticks.map(({ yardstick, measured: its }) => [
            yardstick,
            median(measured.map((run, round) => its[round]!.wallS / run.wallS)),
          ]),
        ),
        ...(cpuS > 0 && { cpuMsPerFile: (1000 * Math.max(0, cpuS - fixed)) / files }),
      },
    };
  });
}
