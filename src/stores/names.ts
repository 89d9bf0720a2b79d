import { PluvioError } from '../domain/errors.js';
import { isSafeName } from '../domain/listed/safe-name.js';

export { isSafeName } from '../domain/listed/safe-name.js';

/** STORE_NAME for a path that is not a chain of safe names, and could therefore leave the root. */
export function pathError(path: string): PluvioError | undefined {
  if (path.split('/').every(isSafeName)) return undefined;
  return new PluvioError(
    'STORE_NAME',
    `Cannot use the path ${JSON.stringify(path)}: expected names joined by "/", without "..", "\\" or control characters`,
    { file: path },
  );
}

/** The path itself. Throws what `pathError` finds. */
export function safePath(path: string): string {
  const error = pathError(path);
  if (error) throw error;
  return path;
}

/** As `safePath`; '' is the root. */
export function safeFolder(folder: string): string {
  return folder === '' ? '' : safePath(folder);
}

/** The folder part of a path, '' where it lies in the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** The last segment of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Two relative paths joined; either may be ''. */
export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : name === '' ? folder : `${folder}/${name}`;
}
