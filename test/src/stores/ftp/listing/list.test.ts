import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { PluvioError } from '../../../../../src/domain/errors.js';
import {
  createMemoryBackend,
  type FtpHabits,
  type FtpServerOptions,
} from '../../../../../fixtures/ftp-server/index.js';
import { nowS } from '../../../../support/servers/ftp-server.js';
import { FORMS } from '../../../../support/stores/listing-lines.js';
import { REAL_SERVERS, whyNot, whyNotAsNobody } from '../../../../support/servers/real-servers.js';
import { collect, putFile, textOf } from '../../../../support/stores/store-fixture.js';
import { realServer, startEmbedded, storeOn } from '../../../../support/stores/store-servers.js';
import { testUnless } from '../../../../support/needs.js';

const EMPTY = { entries: [], folders: [], complete: true, unsafeNames: [] };

const NO_MLSD = { mlsd: false } as const;

/** A server whose LIST is in a form of its own. */
function listing(name: string): Partial<FtpServerOptions> {
  const { line, heading, end } = FORMS[name]!;
  const listLines: FtpHabits['listLines'] = (entries) => [
    ...(heading === undefined ? [] : heading.replace(/\r\n$/, '').split('\r\n')),
    ...entries.map((entry) => line({ ...entry, isFolder: entry.kind === 'folder' })),
    ...(end === undefined ? [] : [end.trimEnd()]),
  ];
  return { features: NO_MLSD, habits: { listLines } };
}

for (const [name, { nameOf, isUnsized }] of Object.entries(FORMS))
  test(`list, read and delete work where LIST is in the form ${name}`, async (t) => {
    const { store, root } = await startEmbedded(t, listing(name));
    const names = ['H_010324_000000.txt', 'H 2_010324_010000.txt'].map((each) => nameOf?.(each) ?? each);
    for (const each of names) putFile(root, `g/${each}`, `content of ${each}`);
    mkdirSync(join(root, nameOf?.('f') ?? 'f'));
    const { entries, unsafeNames, complete } = await store.list('g');
    t.deepEqual(
      entries.map(({ path, sizeBytes }) => [path, sizeBytes]).sort(),
      names.map((each) => [`g/${each}`, Buffer.byteLength(`content of ${each}`)]).sort(),
    );
    t.deepEqual([unsafeNames, complete], [[], true]);
    if (isUnsized !== true) t.true((await store.listFolders('')).includes('f'));
    const read = await collect(store.readMany(entries));
    t.deepEqual(
      read.map(({ bytes }) => Buffer.from(bytes ?? []).toString()),
      entries.map(({ path }) => `content of ${path.slice(2)}`),
    );
    const removed = await collect(store.removeMany(entries, { leaveFirst: true }));
    t.true(removed.every(({ outcome }) => outcome === 'removed'));
    t.deepEqual((await store.list('g')).entries, []);
  });

test('a listing in no known form is an error that shows its first line, and is not tried again', async (t) => {
  const listLines = (): string[] => ['<html>', 'a.txt'];
  const { store, root, events } = await startEmbedded(t, { features: NO_MLSD, habits: { listLines } });
  putFile(root, 'g/a.txt', 'x');
  const error = await t.throwsAsync<PluvioError>(store.list('g'));
  t.is(error.code, 'STORE_LISTING');
  t.is(error.exitCode, 4);
  t.regex(error.message, /g.*"<html>"/);
  t.deepEqual(events, []);
});

test('files that the server lists, and does not know, are an error too', async (t) => {
  const { store, root } = await startEmbedded(t, listing('z/OS'));
  putFile(root, 'g/a.txt', 'x');
  const upper = await startEmbedded(t, listing('VMS'));
  putFile(upper.root, 'g/a.txt', 'x');
  t.is((await store.list('g')).entries.length, 1);
  const error = await t.throwsAsync<PluvioError>(upper.store.list('g'));
  t.is(error.code, 'STORE_LISTING');
  t.regex(error.message, /A\.TXT;1/);
});

test('a folder that is listed as a file without a size is a folder, in capitals or not', async (t) => {
  const { line } = FORMS['VMS']!;
  const listLines: FtpHabits['listLines'] = (entries) => entries.map((entry) => line({ ...entry, isFolder: false }));
  const { store, root } = await startEmbedded(t, { features: NO_MLSD, habits: { listLines } });
  mkdirSync(join(root, 'HYDROPOLIS'));
  putFile(root, 'A.TXT', 'x');
  const { entries, folders } = await store.list('');
  t.deepEqual([entries.map(({ path }) => path), folders], [['A.TXT'], ['HYDROPOLIS']]);
});

test('the first moment of a clock that was never set is no date', async (t) => {
  for (const [stamp, modifiedS] of [
    ['19700101000000', undefined],
    ['19791231230000', undefined],
    ['19800101020000', undefined],
    ['19800601000000', 328_665_600],
    ['19991231140000', undefined],
    ['20000102120000', undefined],
    ['20000103000000', 946_857_600],
  ] as const) {
    const factLine: FtpHabits['factLine'] = ({ name }) => `type=file;size=1;modify=${stamp}; ${name}`;
    const { store, root } = await startEmbedded(t, { habits: { factLine }, features: { mdtm: false } });
    putFile(root, 'g/a.txt', 'x');
    t.is((await store.list('g')).entries[0]?.modifiedS, modifiedS, stamp);
  }
});

test('single lines that are not understood are told once', async (t) => {
  const listLines: FtpHabits['listLines'] = (entries) => [
    ...entries.map((entry) => FORMS['unix']!.line({ ...entry, isFolder: false })),
    'ls: b: Input/output error',
  ];
  const { store, root, events } = await startEmbedded(t, { features: NO_MLSD, habits: { listLines } });
  putFile(root, 'g/a.txt', 'x');
  for (let round = 0; round < 3; round++) t.is((await store.list('g')).entries.length, 1);
  t.deepEqual(events, [{ kind: 'lines-unread', folder: 'g', lines: 1, first: 'ls: b: Input/output error' }]);
});

test('MLSD without sizes or types costs one question for all of them', async (t) => {
  const factLine: FtpHabits['factLine'] = ({ name }) => `modify=20240301000405; ${name}`;
  const { store, root, server } = await startEmbedded(t, { habits: { factLine } });
  putFile(root, 'g/a.txt', 'abc');
  putFile(root, 'g/b.txt', 'abcd');
  mkdirSync(join(root, 'g/sub'));
  const { entries } = await store.list('g');
  t.deepEqual(entries.map(({ path, sizeBytes }) => [path, sizeBytes]).sort(), [
    ['g/a.txt', 3],
    ['g/b.txt', 4],
  ]);
  t.deepEqual(await store.listFolders('g'), ['sub']);
  t.is(server.stats.commands['SIZE'], 6);
});

test('facts that MLSD gives only if asked for are asked for', async (t) => {
  const { store, server } = await startEmbedded(t, { habits: { facts: 'type*;size;modify;unique*;' } });
  await store.list('');
  t.is(server.stats.commands['OPTS'], 2);
});

test('a last line that is cut is no entry, and makes the listing incomplete', async (t) => {
  const { store, root, events } = await startEmbedded(t, {
    faults: [{ verb: 'MLSD', times: Infinity, action: { kind: 'cut', afterBytes: 80, how: 'end' } }],
  });
  for (const name of ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc']) putFile(root, `g/${name}.txt`, 'x');
  const { entries, complete } = await store.list('g');
  t.false(complete);
  t.is(entries.length, 1);
  t.true(events.some(({ kind }) => kind === 'listing-cut'));
});

for (const mlsd of [true, false])
  for (const text of ['No files found', 'No such file or directory', 'Directory is empty.'])
    for (const code of [450, 550])
      test(`an empty folder told as ${code} ${text} is empty (${mlsd ? 'MLSD' : 'LIST'})`, async (t) => {
        const faults = ['LIST', 'MLSD'].map((verb) => ({
          verb,
          path: /empty$/,
          times: Infinity,
          action: { kind: 'refuse', code, text } as const,
        }));
        const { store, root, events } = await startEmbedded(t, { features: { mlsd }, faults });
        mkdirSync(join(root, 'empty'), { recursive: true });
        putFile(root, 'g/a.txt', 'x');
        t.deepEqual(await store.list('empty'), EMPTY);
        t.is((await store.list('g')).entries.length, 1);
        t.deepEqual(events, []);
      });

test('a folder that may be entered, not listed, is an error whatever the reply', async (t) => {
  for (const action of [
    { kind: 'answer', code: 226, text: 'Transfer done (but failed to open directory).' },
    { kind: 'refuse', code: 550, text: 'Permission denied' },
    { kind: 'refuse', code: 550, text: "Can't check for file existence" },
    { kind: 'refuse', code: 550, text: 'Failed to open directory.' },
  ] as const) {
    const faults = ['LIST', 'MLSD'].map((verb) => ({ verb, times: Infinity, action }));
    const { store, root } = await startEmbedded(t, { faults });
    mkdirSync(join(root, 'g'), { recursive: true });
    const error = await t.throwsAsync<PluvioError>(store.list('g'), undefined, action.text);
    t.is(error.code, 'STORE_REFUSED');
    t.true(error.message.includes(action.text.replace(/\.$/, '')), error.message);
  }
});

test('a folder that its parent lists, and that cannot be entered, is an error; one that is missing is not', async (t) => {
  const closed = { kind: 'refuse', code: 550, text: 'Failed to change directory.' } as const;
  const faults = [{ verb: 'CWD', path: /\/(closed|missing)(\/|$)/, times: Infinity, action: closed }];
  const { store, root } = await startEmbedded(t, { faults });
  mkdirSync(join(root, 'closed'), { recursive: true });
  for (const folder of ['closed', 'closed/below']) {
    const error = await t.throwsAsync<PluvioError>(store.list(folder));
    t.is(error.code, 'STORE_REFUSED');
    t.regex(error.message, /closed to this login.*Failed to change directory/);
  }
  await t.throwsAsync(store.hasFolder('closed'));
  t.deepEqual(await store.list('missing'), { ...EMPTY, isMissing: true });
  t.false(await store.hasFolder('missing'));
});

for (const name of REAL_SERVERS)
  testUnless(whyNotAsNobody(name))(`rights of a folder that are lost are told on ${name}`, async (t) => {
    const server = await realServer(t, name, { asNobody: true });
    const { store, root } = storeOn(t, server);
    for (const [folder, mode] of [
      ['shut', 0o700],
      ['dark', 0o711],
      ['open', 0o755],
    ] as const) {
      putFile(root, `${folder}/a.txt`, 'x');
      chownSync(join(root, folder), 0, 0);
      chmodSync(join(root, folder), mode);
    }
    mkdirSync(join(root, 'empty'));
    t.is((await store.list('open')).entries.length, 1);
    t.deepEqual(await store.list('empty'), EMPTY);
    t.deepEqual(await store.list('missing'), { ...EMPTY, isMissing: true });
    for (const folder of ['shut', 'dark']) {
      const error = await t.throwsAsync<PluvioError>(store.list(folder), undefined, folder);
      t.is(error.code, 'STORE_REFUSED', folder);
      t.log(error.message);
    }
  });

for (const name of REAL_SERVERS)
  testUnless(whyNot(name))(`links are what they lead to on ${name}`, async (t) => {
    const server = await realServer(t, name);
    const { store, root, events } = storeOn(t, server);
    putFile(root, 'g/a.txt', 'content');
    putFile(root, 'h/b.txt', 'other');
    symlinkSync('a.txt', join(root, 'g/link.txt'));
    symlinkSync('nowhere', join(root, 'g/dangling'));
    symlinkSync('h', join(root, 'folder'));
    const { entries } = await store.list('g');
    const link = entries.find(({ path }) => path === 'g/link.txt');
    if (link) t.is(await textOf(store.read(link)), 'content');
    t.true(entries.every(({ path }) => path !== 'g/dangling'));
    t.deepEqual(await store.listFolders(''), ['folder', 'g', 'h']);
    t.is((await store.list('folder')).entries.length, 1);
    t.true(events.some((event) => event.kind === 'links' && event.folder === 'g'));
  });

/** What bytes names may have: cp1252 quotes, cp850 é, Shift-JIS, KOI8-R, UTF-8 and latin1 of one name, U+FFFD, C1. */
const BYTE_NAMES = [
  'a\x92b',
  'caf\x82.txt',
  '\x83\\\x83\x8b',
  '\xc9\xd0\xd2',
  'H\xe9',
  'H\xc3\xa9',
  '\xef\xbf\xbd',
  '\xc2\x85x',
];

for (const mlsd of [true, false])
  test(`names are read, written, renamed and deleted by their bytes (${mlsd ? 'MLSD' : 'LIST'})`, async (t) => {
    const backend = createMemoryBackend({ nowS });
    const server = { backend, features: { mlsd }, habits: { encoding: 'latin1' } as const };
    const { store } = await startEmbedded(t, server, { root: '/' });
    for (const name of BYTE_NAMES) backend.put(`/g/${name}`, name, 1_700_000_000);
    const { entries, unsafeNames } = await store.list('g');
    t.deepEqual([entries.length, unsafeNames], [BYTE_NAMES.length, []]);
    t.is(new Set(entries.map(({ path }) => path)).size, BYTE_NAMES.length);
    const read = await collect(store.readMany(entries));
    t.deepEqual(read.map(({ bytes }) => Buffer.from(bytes ?? []).toString()).sort(), [...BYTE_NAMES].sort());
    t.deepEqual(
      await store.statMany(entries.map(({ path }) => path)),
      entries.map((entry) => ({ ...entry, modifiedS: 1_700_000_000 })),
    );
    for (const { path } of entries.slice(0, 3)) await store.rename(path, `${path}.new`);
    t.deepEqual(
      backend.paths(),
      BYTE_NAMES.map((name) => {
        const at = read.findIndex(({ bytes }) => Buffer.from(bytes ?? []).toString() === name);
        return `/g/${name}${at < 3 ? '.new' : ''}`;
      }).sort(),
    );
    const again = (await store.list('g')).entries;
    const removed = await collect(store.removeMany(again, { leaveFirst: true }));
    t.true(removed.every(({ outcome }) => outcome === 'removed'));
    t.deepEqual(backend.paths(), []);
  });

for (const name of REAL_SERVERS)
  testUnless(whyNot(name))(`names in any bytes are read and deleted on ${name}`, async (t) => {
    const server = await realServer(t, name);
    const { store, root } = storeOn(t, server);
    mkdirSync(join(root, 'g'));
    for (const bytes of BYTE_NAMES.filter((each) => !each.includes('\\')))
      writeFileSync(Buffer.concat([Buffer.from(join(root, 'g/')), Buffer.from(bytes, 'latin1')]), bytes);
    const { entries } = await store.list('g');
    const read = await collect(store.readMany(entries));
    t.deepEqual(
      read.map(({ bytes }) => Buffer.from(bytes ?? []).toString()).sort(),
      BYTE_NAMES.filter((each) => !each.includes('\\')).sort(),
    );
    const removed = await collect(store.removeMany(entries, { leaveFirst: true }));
    t.true(removed.every(({ outcome }) => outcome === 'removed'));
    t.deepEqual((await store.list('g')).entries, []);
  });
