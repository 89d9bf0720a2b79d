import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ExecutionContext } from 'ava';

/** A folder that is gone when the test is over. */
export function tempFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'pluvio-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
