import { messageOf, PluvioError, type ErrorCode } from '../../domain/errors.js';
import type { Meaning } from '../protocol/backend.js';

const MISSING = new Set(['ENOENT', 'ENOTDIR']);
const RIGHTS = new Set(['EACCES', 'EPERM', 'EROFS']);
const BUSY = new Set(['EBUSY', 'ETXTBSY', 'EAGAIN']);
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG']);

function systemCode(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code);
}

/** Whether the file system says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return MISSING.has(systemCode(error));
}

/** See `Meaning`. */
export function meaningOf(error: unknown): Meaning {
  if (error instanceof PluvioError ? error.code === 'STORE_MISSING' : isMissing(error)) return 'missing';
  return FULL.has(systemCode(error)) ? 'broken' : 'refused';
}

/** A file-system error as a `PluvioError`; one that is a `PluvioError` already passes through. */
export function folderFailure(doing: string, path: string, error: unknown): PluvioError {
  if (error instanceof PluvioError) return error;
  const code = isMissing(error) ? 'STORE_MISSING' : doing === 'read' ? readCode(error) : otherCode(error);
  return new PluvioError(code, `Cannot ${doing} ${path}: ${messageOf(error)}`, { file: path, cause: error });
}

/** A file that cannot be read is one file's trouble. */
function readCode(error: unknown): ErrorCode {
  const code = systemCode(error);
  if (BUSY.has(code)) return 'STORE_FILE_BUSY';
  return RIGHTS.has(code) || code === 'EIO' ? 'STORE_FILE_REFUSED' : otherCode(error);
}

function otherCode(error: unknown): ErrorCode {
  return FULL.has(systemCode(error)) ? 'DISK' : 'STORE_REFUSED';
}
