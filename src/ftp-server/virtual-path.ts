import { Refusal } from './reply.js';

/**
 * The absolute, normalised path that a client means: `.` and empty parts fall away, `..` goes up and stops at the root.
 * Refuses control characters, which no file system needs and which break listings.
 */
export function resolvePath(cwd: string, argument: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(argument)) throw new Refusal(553, 'Control characters in a name are not allowed.');
  const parts: string[] = [];
  for (const part of (argument.startsWith('/') ? argument : `${cwd}/${argument}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The folder a normalised path lies in, and its last part ('' for the root). */
export function splitPath(path: string): { folder: string; name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, slash) || '/', name: path.slice(slash + 1) };
}
