import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { messageOf, PluvioError } from '../../domain/errors.js';
import { TEMP_SUFFIX } from '../../domain/storage/store.js';
import { pngOf } from '../../pictures/png.js';

/** Writes a picture under its name, by a temporary one; as PNG where the name says so. Throws DISK where it cannot. */
export async function writePicture(svg: string, file: string, widthPx: number): Promise<void> {
  const bytes = /\.png$/i.test(file) ? await pngOf(svg, widthPx) : Buffer.from(svg);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file + TEMP_SUFFIX, bytes);
    renameSync(file + TEMP_SUFFIX, file);
  } catch (cause) {
    throw new PluvioError('DISK', `Cannot write ${file}: ${messageOf(cause)}; choose another place with --file`, {
      cause,
      file,
    });
  }
}
