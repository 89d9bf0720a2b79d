import { PluvioError } from '../../domain/errors.js';
import { unsafeName } from '../../domain/paths.js';
import type { Opened } from '../../formats/format.js';
import { cannotRead } from '../../formats/opened.js';
import { BEGINNING_BYTES, recognize } from '../../formats/recognize.js';
import type { StoredFile } from '../../formats/stored-file.js';

/**
 * Opens a file made by pluvio, whatever it is called, and gives what `use` makes of it and its format's name. Throws INPUT,
 * naming the file, where it is none, or where it is found to be damaged later.
 */
export async function withOutput<T>(file: StoredFile, use: (opened: Opened, format: string) => Promise<T>): Promise<T> {
  try {
    const { opened, format } = await open(file);
    const names = opened.kind === 'series' ? [opened.gauge] : opened.matrix.columns.map(({ gauge }) => gauge);
    names.forEach((name) => refuseUnsafe(name, file.path));
    return await use(opened, format);
  } catch (error) {
    if (!(error instanceof PluvioError) || error.code !== 'DAMAGED') throw error;
    const { line } = error;
    const details = { file: file.path, cause: error, ...(line === undefined ? {} : { line }) };
    throw new PluvioError('INPUT', error.message, details);
  }
}

async function open(file: StoredFile): Promise<{ opened: Opened; format: string }> {
  for (const { name, read } of recognize(file.beginning(BEGINNING_BYTES))) {
    const opened = await read.open(file);
    if (opened) return { opened, format: name };
  }
  throw cannotRead(file.path, 'it is none of pluvio’s outputs (series, matrices, tables, manifests)');
}

/** What a file calls its gauge becomes a folder. */
function refuseUnsafe(gauge: string, file: string): void {
  const why = unsafeName(gauge);
  if (why !== undefined) throw cannotRead(file, `the name of its gauge, "${gauge}", ${why}`);
}
