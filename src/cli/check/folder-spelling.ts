import fs from 'node:fs';
import { caselessName } from '../../domain/names.js';
import type { StoreToTry } from './store-to-try.js';

/** Folders that are there under a name that differs from a missing one by case, blanks or quotes alone. */
export function otherwiseSpelt(what: string, wanted: readonly string[], folders: readonly string[]): string[] {
  const there = new Set(folders.map((name) => name.normalize('NFC')));
  const missing = wanted.filter((name) => !there.has(name.normalize('NFC')));
  return missing.flatMap((name) =>
    folders
      .filter((folder) => caselessName(folder) === caselessName(name))
      .map((folder) => `${what}: there is "${folder}", not "${name}"; folders are read by their exact names`),
  );
}

/** The same of raw files that lie in a folder of this machine. */
export function otherwiseSpeltHere(
  { what, setting: { address }, holdsRaw }: StoreToTry,
  wanted: readonly string[],
): string[] {
  if (!holdsRaw || address.kind !== 'folder') return [];
  try {
    const entries = fs.readdirSync(address.path, { withFileTypes: true });
    return otherwiseSpelt(
      what,
      wanted,
      entries.filter((entry) => !entry.isFile()).map(({ name }) => name),
    );
  } catch {
    // That it cannot be read is among the problems.
    return [];
  }
}
