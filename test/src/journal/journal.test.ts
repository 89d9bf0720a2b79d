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

test('knownFiles gives those of a long list that are known, in its order, whatever they are called', (t) => {
  const journal = openJournal(path.join(tempFolder(t), 'journal.db'));
  const names = ['a"b\\c.txt', 'é, ü.txt', "it's.txt", '[0].txt', 'null'];
  const paths = [...names, ...Array.from({ length: 9_000 }, (_, i) => `${9_000 - i}.txt`)];
  const entries = paths.map((name, i) => ({ path: name, sizeBytes: i, modifiedS: i % 7 === 0 ? undefined : i }));
  const noted = entries.filter((_, i) => i < names.length || i % 3 === 0);
  journal.noteFiles('s', noted);
  t.deepEqual(journal.knownFiles('s', entries), noted);
  t.deepEqual(journal.knownFiles('s', []), []);
  journal.close();
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
