import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { treeCpuS, treeHighWaterMb } from './process-tree.js';

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
  /** User and system time of the same, as of the last sample; 0 where there is no /proc. */
  readonly cpuS: number;
}

/** Who wants to have a hand in a run. */
export interface Hands {
  /** Told of the process once it runs. */
  readonly started?: (pid: number) => void;
  /** Reads its stdout to the end; it is dropped unless given. */
  readonly read?: (stdout: Readable) => void;
}

/** Often enough for runs of a tenth of a second, seldom enough to cost under a hundredth of a core. */
const SAMPLE_EVERY_MS = 10;
const KEPT_STDERR_CHARS = 2_000;

/** Runs a command to its end; rejects with the first line it wrote to stderr when it fails. */
export async function measure(command: Command, hands: Hands = {}): Promise<Measured> {
  const startMs = performance.now();
  const child = spawn(command.file, command.args, {
    stdio: ['ignore', hands.read ? 'pipe' : 'ignore', 'pipe'],
    env: { ...process.env, ...command.env },
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
  });
  let peakMb = 0;
  let cpuS = 0;
  const sample = (): void => {
    if (child.pid === undefined) return;
    peakMb = Math.max(peakMb, treeHighWaterMb(child.pid));
    cpuS = Math.max(cpuS, treeCpuS(child.pid));
  };
  const sampling = setInterval(sample, SAMPLE_EVERY_MS);
  if (child.pid !== undefined) hands.started?.(child.pid);
  if (child.stdout) hands.read?.(child.stdout);
  let stderr = '';
  child.stderr!.on('data', (bytes: Buffer) => (stderr = (stderr + bytes.toString()).slice(0, KEPT_STDERR_CHARS)));
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
    const wallS = (performance.now() - startMs) / 1000;
    if (code !== 0) throw new Error(`ended with ${String(code)}: ${stderr.trim().split('\n')[0]!}`);
    return { wallS, peakMb, cpuS };
  } finally {
    clearInterval(sampling);
  }
}
