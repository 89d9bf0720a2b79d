import { spawn } from 'node:child_process';
import { treeHighWaterMb } from './process-tree.js';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** What a run of a command took. */
export interface Measured {
  readonly wallS: number;
  /** Highest sum of `VmHWM` over the command and its descendants, MB; 0 where there is no /proc. */
  readonly peakMb: number;
}

/** Often enough for runs of a tenth of a second, seldom enough to cost under a hundredth of a core. */
const SAMPLE_EVERY_MS = 10;
const KEPT_STDERR_CHARS = 2_000;

/** Runs a command to its end, stdout dropped; rejects with the first line it wrote to stderr when it fails. */
export async function measure(command: Command): Promise<Measured> {
  const startMs = performance.now();
  const child = spawn(command.file, command.args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...command.env },
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  });
  let peakMb = 0;
  const sample = (): void => {
    if (child.pid !== undefined) peakMb = Math.max(peakMb, treeHighWaterMb(child.pid));
  };
  const sampling = setInterval(sample, SAMPLE_EVERY_MS);
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => (stderr = (stderr + bytes.toString()).slice(0, KEPT_STDERR_CHARS)));
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    const wallS = (performance.now() - startMs) / 1000;
    if (code !== 0) throw new Error(`ended with ${String(code)}: ${stderr.trim().split('\n')[0]!}`);
    return { wallS, peakMb };
  } finally {
    clearInterval(sampling);
  }
}
