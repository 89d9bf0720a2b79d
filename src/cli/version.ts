import fs from 'node:fs';
import { parseDateTime } from '../domain/time/time.js';

/** Written by the build, two folders above this file. */
const BUILT = new URL('../../built.json', import.meta.url);

/** The beginning of the day, Unix seconds, on which this was built; undefined where that was not noted. */
export function builtS(): number | undefined {
  try {
    const { day } = JSON.parse(fs.readFileSync(BUILT, 'utf8')) as { day?: string };
    return day === undefined ? undefined : parseDateTime(day);
  } catch {
    return undefined;
  }
}

let version: string | undefined;

/** The version in package.json, looked for upwards from here: the same from source tree and package. */
export function ownVersion(): string {
  if (version !== undefined) return version;
  for (let folder = new URL('./', import.meta.url); ; folder = new URL('../', folder)) {
    const file = new URL('package.json', folder);
    if (!fs.existsSync(file)) continue;
    const found = JSON.parse(fs.readFileSync(file, 'utf8')) as { version?: string };
    // One without a version only says what the files beside it are.
    if (found.version === undefined) continue;
    version = found.version;
    return version;
  }
}
