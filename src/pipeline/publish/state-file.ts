import type { OutputFolder } from '../../domain/storage/output-folder.js';

/** Replaces a small file of pluvio's own in the output folder. */
export function writeState(out: OutputFolder, path: string, value: object): void {
  const staged = out.stage(path);
  staged.write(Buffer.from(`${JSON.stringify(value, null, 2)}\n`));
  staged.finish();
  out.commit(path);
}
