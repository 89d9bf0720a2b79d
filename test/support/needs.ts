import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

/** Declares a test. */
export type Declare = (title: string, run: (t: ExecutionContext) => void | Promise<void>) => void;

/**
 * Declares tests that need something of the machine: where `why` says that it is absent they are skipped, under a title
 * that tells why, and the runner counts them as skipped.
 */
export function testUnless(why: string | undefined, declare: Declare = test): Declare {
  return why === undefined ? declare : (title, run) => test.skip(`${title} [${why}]`, run);
}

/** Why a command cannot be run here: it is not there, or its probe fails; undefined where it can. */
export function whyNoCommand(command: string, probe: readonly string[] = ['--version']): string | undefined {
  const { error, status } = spawnSync(command, probe, { stdio: 'ignore', timeout: 60_000 });
  if (error) return `${command} is not here`;
  return status === 0 ? undefined : `${command} has not all that this needs`;
}

/** Why no disk of a few kilobytes can be made here, to be filled up; undefined where it can. */
export function whyNoSmallDisk(): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'pluvio-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk], { stdio: 'ignore' });
    execFileSync('umount', [disk]);
    return undefined;
  } catch {
    return 'no tmpfs may be mounted here';
  } finally {
    rmSync(disk, { recursive: true });
  }
}
