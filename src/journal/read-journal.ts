import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NO_JOURNAL, type Journal } from '../domain/run/journal.js';
import { openJournal } from './journal.js';

/**
 * The journal in a file as it is now, for looking at: a copy is opened, so that a run at work is never held up and the
 * file never changed. Where there is none, or it cannot be read at this moment, one that knows nothing.
 */
export function readJournal(file: string): Journal {
  if (!fs.existsSync(file)) return NO_JOURNAL;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pluvio-journal-'));
  const remove = (): void => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const copy = path.join(folder, 'journal.db');
    fs.copyFileSync(file, copy);
    // A change under way: with its rollback file the copy is what it was before.
    if (fs.existsSync(`${file}-journal`)) fs.copyFileSync(`${file}-journal`, `${copy}-journal`);
    const journal = openJournal(copy);
    const close = (): void => {
      journal.close();
      remove();
    };
    return { ...journal, close };
  } catch {
    remove();
    return NO_JOURNAL;
  }
}
