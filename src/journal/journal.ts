import fs from 'node:fs';
import path from 'node:path';
import { messageOf, PluvioError } from '../domain/errors.js';
import type { Journal } from '../domain/run/journal.js';
import { journalOf } from './meanings.js';
import { noteTables, openDatabase } from './note-tables.js';

/**
 * Opens the journal in a file, SQLite by way of libsql: every note is on disk when the call returns, a kill at any
 * moment leaves it whole, and its memory does not grow with it. A file that cannot be used is set aside and begun anew.
 */
export function openJournal(file: string): Journal {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const open = (): Journal => journalOf(noteTables(openDatabase(file)));
  try {
    return open();
  } catch (cause) {
    try {
      fs.renameSync(file, `${file}.unreadable`);
      return open();
    } catch (second) {
      throw new PluvioError(
        'DISK',
        `Cannot keep a journal in ${file}: ${messageOf(second)}; check the folder's permissions`,
        { file, cause },
      );
    }
  }
}
