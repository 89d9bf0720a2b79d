import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Changes with what is made: data of another version is not used. */
const DATA_VERSION = 1;

/** Where benchmark data and outputs lie: `PLUVIO_BENCH_DIR`, or a folder beside other temporary files. */
export function benchFolder(): string {
  return process.env['PLUVIO_BENCH_DIR'] ?? join(tmpdir(), 'pluvio-bench');
}

/**
 * The path of a file or folder that is made once: `make` gets a temporary path, which is renamed when it is whole.
 */
export function cached(name: string, make: (path: string) => void, root = benchFolder()): string {
  const path = join(root, `data-v${DATA_VERSION}`, name);
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  make(unfinished);
  renameSync(unfinished, path);
  return path;
}
