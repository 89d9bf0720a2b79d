import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { FetchCase, FetchRaceResult } from './fetch-race.js';

const HERE = import.meta.dirname;
const DELAYED_LINK = join(HERE, '..', '..', '..', 'bench', 'ftp', 'delayed_link.py');

/** The far side of a slow link, as a command on it finds it. */
export interface FarSide {
  /** Its address. */
  readonly host: string;
  /** Path of its network namespace, for `nsenter --net=`. */
  readonly namespace: string;
}

/** What a command under `overSlowLink` has been told. */
export function farSide(): FarSide {
  const { BENCH_FTP_HOST: host, BENCH_FTP_NAMESPACE: namespace } = process.env;
  if (host === undefined || namespace === undefined) throw new Error('no slow link here: run me by delayed_link.py');
  return { host, namespace };
}

/**
 * Runs a command in a network namespace with a link to another one, a round trip away; its stdout. Rejects where the
 * command fails, or the machine lets us have no namespaces or no TUN device, or lacks python3 or ip.
 */
export async function overSlowLink(rttMs: number, command: readonly string[]): Promise<string> {
  const isRoot = process.getuid?.() === 0;
  const namespace = isRoot ? ['--net'] : ['--net', '--map-root-user'];
  const args = [...namespace, 'python3', DELAYED_LINK, String(rttMs), ...command];
  const child = spawn('unshare', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`no slow link: unshare ended with ${String(code)}`);
  return stdout;
}

/** A fetch race whose clients and servers are a round trip apart. Rejects where there can be no slow link. */
export async function slowFetchRace(rttMs: number, fetchCase: FetchCase): Promise<FetchRaceResult> {
  const inside = [process.execPath, join(HERE, 'inside.js'), JSON.stringify(fetchCase)];
  return JSON.parse(await overSlowLink(rttMs, inside)) as FetchRaceResult;
}
