import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExecutionContext } from 'ava';

/** A test, or whatever else ends at some time. */
export type Owner = Pick<ExecutionContext, 'teardown'>;

/** Room below which a memory disk is left alone: containers often have a tiny one. */
const ENOUGH_BYTES = 256 * 1024 * 1024;

/** A folder that is gone when the test is over. */
export function tempFolder(t: Owner): string {
  return folderIn(t, tmpdir());
}

/** As `tempFolder`, in memory where that can be: for tests that write durably again and again, and kill no machine. */
export function quickFolder(t: Owner): string {
  return folderIn(t, hasMemoryDisk() ? '/dev/shm' : tmpdir());
}

function folderIn(t: Owner, parent: string): string {
  const folder = mkdtempSync(path.join(parent, 'pluvio-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function hasMemoryDisk(): boolean {
  try {
    accessSync('/dev/shm', constants.W_OK);
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}
