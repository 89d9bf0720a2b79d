import { messageOf, PluvioError, type ErrorCode } from '../../domain/errors.js';

const MISSING = new Set(['ENOENT', 'ENOTDIR']);
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG']);

function systemCode(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code);
}

/** Whether the file system says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return MISSING.has(systemCode(error));
}

/** A file-system error as a `PluvioError`; one that is a `PluvioError` already passes through. */
export function folderFailure(doing: string, path: string, error: unknown): PluvioError {
  if (error instanceof PluvioError) return error;
  const code: ErrorCode = isMissing(error) ? 'STORE_MISSING' : FULL.has(systemCode(error)) ? 'DISK' : 'STORE_REFUSED';
  return new PluvioError(code, `Cannot ${doing} ${path}: ${messageOf(error)}`, { file: path, cause: error });
}
