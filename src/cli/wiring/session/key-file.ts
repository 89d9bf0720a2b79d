import fs from 'node:fs';
import { messageOf, PluvioError, systemReason } from '../../../domain/errors.js';
import { othersCanRead } from '../../host/host.js';

/** The text of a private key's file. Throws CONFIG where it cannot be read, or others can read it. */
export function readKeyFile(file: string): string {
  try {
    if (othersCanRead(file)) throw new Error('it can be read by others; chmod 600 it');
    return fs.readFileSync(file, 'utf8');
  } catch (cause) {
    const isSystem = (cause as NodeJS.ErrnoException).code !== undefined;
    const why = isSystem ? systemReason(cause) : messageOf(cause);
    throw new PluvioError('CONFIG', `Cannot use the key file ${file}: ${why}`, { file, cause });
  }
}
