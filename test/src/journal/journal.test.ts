import { writeFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { openJournal } from '../../../src/journal/journal.js';
import { tempFolder } from '../../support/temp.js';

const entry = { path: 'Hydropolis/a.txt', sizeBytes: 175, modifiedS: 1_700_000_000 };

test('openJournal keeps notes between runs, by store, size and date', (t) => {
  const file = path.join(tempFolder(t), 'state', 'journal.db');
  const journal = openJournal(file);
  journal.noteFiles('ftp://a/', [entry, { ...entry, path: 'b.txt', modifiedS: undefined }]);
  journal.notePublished('ftp://a/', { 'x.csv': { sha256: 'ab', sizeBytes: 3, modifiedS: undefined } });
  journal.close();
  const again = openJournal(file);
  t.deepEqual(again.knownFiles('ftp://a/', [entry]), [entry]);
  t.deepEqual(again.knownFiles('ftp://b/', [entry]), []);
  t.deepEqual(
    again.knownFiles('ftp://a/', [
      { ...entry, sizeBytes: 176 },
      { ...entry, modifiedS: 1 },
    ]),
    [],
  );
  t.deepEqual(again.published('ftp://a/', 'x.csv'), { sha256: 'ab', sizeBytes: 3, modifiedS: undefined });
  t.is(again.countFiles('ftp://a/'), 2);
  again.forgetFiles('ftp://a/', [entry.path]);
  t.is(again.countFiles('ftp://a/'), 1);
  again.noteFiles('ftp://a/', [entry, { ...entry, path: 'Hydropolis0' }, { ...entry, path: 'Hydropolis-2/a.txt' }]);
  again.forgetFolder('ftp://a/', 'Hydropolis');
  t.deepEqual(again.knownFiles('ftp://a/', [entry]), []);
  t.is(again.countFiles('ftp://a/'), 3);
  again.forgetFolder('ftp://a/', '');
  t.is(again.countFiles('ftp://a/'), 1);
  again.close();
});

test('openJournal sets a file aside that is no journal, and begins anew', (t) => {
  const folder = tempFolder(t);
  const file = path.join(folder, 'journal.db');
  writeFileSync(file, 'this is no database, and long enough to be sure of it'.repeat(100));
  const journal = openJournal(file);
  t.deepEqual(journal.knownFiles('s', [entry]), []);
  journal.noteFiles('s', [entry]);
  journal.close();
  t.deepEqual(readdirSync(folder).sort(), ['journal.db', 'journal.db.unreadable']);
});
