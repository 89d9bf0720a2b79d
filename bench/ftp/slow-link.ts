import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { FetchRaceOptions, FetchRaceResult } from './fetch-race.js';

const HERE = import.meta.dirname;
const DELAYED_LINK = join(HERE, '..', '..', '..', 'bench', 'ftp', 'delayed_link.py');

/**
 * A fetch race in a network namespace of its own, over a link with a round trip. Rejects where the machine lets us have
 * no namespace or no slow link, or lacks python3.
 */
export async function slowFetchRace(
  rttMs: number,
  options: Omit<FetchRaceOptions, 'host' | 'progress'>,
): Promise<FetchRaceResult> {
  const isRoot = process.getuid?.() === 0;
  const namespace = ['unshare', isRoot ? '--net' : '--net --map-root-user'].join(' ').split(' ');
  const inside = [process.execPath, join(HERE, 'inside.js'), JSON.stringify(options)];
  const [file, ...args] = [...namespace, 'python3', DELAYED_LINK, String(rttMs), ...inside] as [string, ...string[]];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`no slow link: ${file} ended with ${String(code)}`);
  return JSON.parse(stdout) as FetchRaceResult;
}
