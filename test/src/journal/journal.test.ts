import { writeFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { openJournal } from '../../../src/journal/journal.js';
import { tempFolder } from '../../support/temp.js';

const [A, B] = [{ name: 'ftp://a/' }, { name: 'ftp://b/' }];
const entry = { path: 'Hydropolis/a.txt', sizeBytes: 175, modifiedS: 1_700_000_000 };

test('openJournal keeps notes between runs, by store, size and date', (t) => {
  const file = path.join(tempFolder(t), 'state', 'journal.db');
  const journal = openJournal(file);
  journal.done(A).note([entry, { ...entry, path: 'b.txt', modifiedS: undefined }]);
  journal.notePublished(A, { 'x.csv': { sha256: 'ab', sizeBytes: 3, modifiedS: undefined } });
  journal.close();
  const again = openJournal(file);
  t.deepEqual(again.done(A).known([entry]), [entry]);
  t.deepEqual(again.done(B).known([entry]), []);
  t.deepEqual(
    again.done(A).known([
      { ...entry, sizeBytes: 176 },
      { ...entry, modifiedS: 1 },
    ]),
    [],
  );
  t.deepEqual(again.published(A, 'x.csv'), { sha256: 'ab', sizeBytes: 3, modifiedS: undefined });
  t.is(again.done(A).count(), 2);
  again.done(A).forget([entry.path]);
  t.is(again.done(A).count(), 1);
  again.done(A).note([entry, { ...entry, path: 'Hydropolis0' }, { ...entry, path: 'Hydropolis-2/a.txt' }]);
  again.done(A).forgetFolder('Hydropolis');
  t.deepEqual(again.done(A).known([entry]), []);
  t.is(again.done(A).count(), 3);
  again.done(A).forgetFolder('');
  t.is(again.done(A).count(), 1);
  again.close();
});

test('known gives those of a long list that are known, in its order, whatever they are called', (t) => {
  const journal = openJournal(path.join(tempFolder(t), 'journal.db'));
  const names = ['a"b\\c.txt', 'é, ü.txt', "it's.txt", '[0].txt', 'null'];
  const paths = [...names, ...Array.from({ length: 9_000 }, (_, i) => `${9_000 - i}.txt`)];
  const entries = paths.map((name, i) => ({ path: name, sizeBytes: i, modifiedS: i % 7 === 0 ? undefined : i }));
  const noted = entries.filter((_, i) => i < names.length || i % 3 === 0);
  journal.done(A).note(noted);
  t.deepEqual(journal.done(A).known(entries), noted);
  t.deepEqual(journal.done(A).known([]), []);
  journal.close();
});

test('openJournal sets a file aside that is no journal, and begins anew', (t) => {
  const folder = tempFolder(t);
  const file = path.join(folder, 'journal.db');
  writeFileSync(file, 'this is no database, and long enough to be sure of it'.repeat(100));
  const journal = openJournal(file);
  t.deepEqual(journal.done(A).known([entry]), []);
  journal.done(A).note([entry]);
  journal.close();
  t.deepEqual(readdirSync(folder).sort(), ['journal.db', 'journal.db.unreadable']);
});

test('openJournal: what means one thing is no other, of the same place and path', (t) => {
  const journal = openJournal(path.join(tempFolder(t), 'journal.db'));
  const [matrix, out] = ['network/2024/network_sparse_2024.mtx', { name: 'out' }];
  journal.noteDue(out, matrix, ['A', 'B']);
  t.deepEqual(journal.due(out, matrix), ['A', 'B']);
  t.is(journal.published(out, matrix), undefined, 'what is due is not made');
  const note = { sha256: 'ab', sizeBytes: 3, modifiedS: 5 };
  journal.notePublished(out, { [matrix]: note });
  t.is(journal.due(out, matrix), undefined);
  t.deepEqual(journal.published(out, matrix), note);
  journal.noteStale(out, matrix);
  t.deepEqual(journal.due(out, matrix), ['*'], 'by an older version: of all gauges');
  const clocks = { sourceS: 10, hostS: 12 };
  journal.noteClocks({ source: A }, clocks);
  t.deepEqual(journal.clocks({ source: A }), clocks);
  t.is(journal.clocks({ source: B }), undefined);
  t.is(journal.clocks({ from: A, to: B, folder: 'H' }), undefined);
  journal.noteClocks({ from: A, to: B, folder: 'H' }, { sourceS: 1, hostS: 2 });
  t.deepEqual(journal.clocks({ source: A }), clocks);
  const notes = [journal.done(A), journal.met(A), journal.seen(A), journal.copied(A, B), journal.copied(B, A)];
  notes.push(journal.mismatched(A, 'short'), journal.mismatched(A, 'missing'));
  for (const [i, files] of notes.entries()) {
    files.note([entry]);
    t.deepEqual(
      notes.map((other) => other.count()),
      notes.map((_, k) => Number(k <= i)),
    );
  }
  journal.close();
});

test('openJournal: notes that went by a name are kept when the place gets an identity, and follow it under other names', (t) => {
  const file = path.join(tempFolder(t), 'journal.db');
  const before = openJournal(file);
  const [source, out] = [{ name: 'ftps://host/raw' }, { name: 'out' }];
  const left = { ...entry, why: 'it is short', settings: 's', waitsFor: undefined };
  const note = { sha256: 'ab', sizeBytes: 3, modifiedS: 5 };
  before.done(source).note([entry]);
  before.left(source).note([left]);
  before.noteHeld(source, out, new Map([['H', 'hash']]));
  before.notePublished(out, { 'x.csv': note });
  before.close();
  const identity = { source: { identity: 'ftp://host/raw' }, out: { identity: '/data/out' } };
  for (const [sourceName, outName] of [
    ['ftps://host/raw', 'out'],
    ['ftp://host/raw', './out/'],
    ['ftps://host/raw', '/data/out'],
  ] as const) {
    const journal = openJournal(file);
    const [from, to] = [
      { name: sourceName, ...identity.source },
      { name: outName, ...identity.out },
    ];
    t.deepEqual(journal.done(from).known([entry]), [entry]);
    t.deepEqual(journal.left(from).in(), [left]);
    t.is(journal.held(from, to, 'H'), 'hash');
    t.deepEqual(journal.published(to, 'x.csv'), note);
    journal.close();
  }
  const older = openJournal(file);
  t.deepEqual(older.done(source).known([entry]), [], 'a version that goes by names reads the files again');
  older.close();
});
