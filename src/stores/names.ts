import { PluvioError } from '../domain/errors.js';

/** C0 and C1 controls, DEL, separators of any system, and what stands for bytes that could not be decoded. */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f/\\\ufffd]/;

/** Whether a name from a listing can be one segment of a path: nothing that leads elsewhere or splits a command. */
export function isSafeName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !UNSAFE.test(name);
}

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
