import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { PluvioError, type ErrorCode } from '../../../../src/domain/errors.js';
import type { Entry } from '../../../../src/domain/storage/store.js';
import type { FaultRule } from '../../../../fixtures/ftp-server/index.js';
import { bodyOf, collect, namesIn, putFile, textOf } from '../../../support/stores/store-fixture.js';
import { startEmbedded, type EmbeddedUnderTest } from '../../../support/stores/store-servers.js';

const FILES = 40;
/** Silence that a test waits for. */
const TIMEOUT_MS = 1500;

/** Files of one size with bytes of their own, so that one taken for another is seen. */
function putFiles(root: string): Entry[] {
  return Array.from({ length: FILES }, (_, i) => putFile(root, `g/f${i}.txt`, contentOf(i)));
}

const contentOf = (i: number): string => `${String(i).padStart(4, '0')}, 1677629040, 0, 0, 12.226\n`.repeat(5);

/** Every file's bytes, `code` in place of those that failed. */
async function readAll({ store }: EmbeddedUnderTest, entries: Entry[]): Promise<string[]> {
  const results = await collect(store.readMany(entries));
  return results.map(({ bytes, error }) =>
    bytes ? Buffer.from(bytes).toString() : error instanceof PluvioError ? error.code : 'no PluvioError',
  );
}

const WHOLE = Array.from({ length: FILES }, (_, i) => contentOf(i));
const FIFTH = /f5\.txt$/;

const PASSING_READ_FAULTS: readonly (readonly [string, FaultRule])[] = [
  ['data cut short under a 226', { verb: 'RETR', path: FIFTH, action: { kind: 'cut', afterBytes: 70, how: 'end' } }],
  [
    'data closed before the first byte under a 226',
    { verb: 'RETR', path: FIFTH, action: { kind: 'cut', afterBytes: 0, how: 'end' } },
  ],
  [
    'a reset before the first byte',
    { verb: 'RETR', path: FIFTH, action: { kind: 'cut', afterBytes: 0, how: 'reset' } },
  ],
  [
    'a reset under a 226',
    { verb: 'RETR', path: FIFTH, action: { kind: 'cut', afterBytes: 70, how: 'reset', code: 226 } },
  ],
  ['a control connection that breaks', { verb: 'RETR', path: FIFTH, action: { kind: 'disconnect' } }],
  ['a 226 that never comes', { verb: 'RETR', path: FIFTH, action: { kind: 'silence' } }],
  ['a port that is never told', { verb: 'EPSV', nth: 7, action: { kind: 'silence' } }],
  ['a 421', { verb: 'RETR', path: FIFTH, action: { kind: 'refuse', code: 421 } }],
  ['a 450', { verb: 'RETR', path: FIFTH, action: { kind: 'refuse', code: 450 } }],
  ['a 425', { verb: 'RETR', path: FIFTH, action: { kind: 'refuse', code: 425 } }],
  [
    'three failures in a row',
    { verb: 'RETR', path: FIFTH, times: 3, action: { kind: 'cut', afterBytes: 9, how: 'end' } },
  ],
];

for (const [what, rule] of PASSING_READ_FAULTS)
  test(`readMany survives ${what}`, async (t) => {
    const under = await startEmbedded(t, { faults: [rule] }, { timeoutMs: TIMEOUT_MS });
    t.deepEqual(await readAll(under, putFiles(under.root)), WHOLE);
    t.true(under.events.some(({ kind }) => ['retry', 'fallback', 'end-untold'].includes(kind)));
  });

const LASTING_READ_FAULTS: readonly (readonly [string, FaultRule['action'], string])[] = [
  ['cut short every time', { kind: 'cut', afterBytes: 70, how: 'end' }, 'STORE_TRUNCATED'],
  ['refused for good', { kind: 'refuse', code: 550, text: 'Permission denied' }, 'STORE_FILE_REFUSED'],
];

for (const [what, action, code] of LASTING_READ_FAULTS)
  test(`readMany tells a file that is ${what}, and gives all others`, async (t) => {
    const under = await startEmbedded(t, { faults: [{ verb: 'RETR', path: FIFTH, times: Infinity, action }] });
    t.deepEqual(await readAll(under, putFiles(under.root)), WHOLE.with(5, code));
    t.is(under.events.filter(({ kind }) => kind === 'retry').length, code === 'STORE_TRUNCATED' ? 3 : 0);
  });

test('readMany tells files that vanished or grew since they were listed', async (t) => {
  const under = await startEmbedded(t);
  const entries = putFiles(under.root);
  rmSync(join(under.root, 'g/f3.txt'));
  putFile(under.root, 'g/f4.txt', `${contentOf(4)}one more line`);
  t.deepEqual(await readAll(under, entries), WHOLE.with(3, 'STORE_MISSING').with(4, 'STORE_TRUNCATED'));
});

test('readMany goes on with fewer connections where the server takes no more (421)', async (t) => {
  const under = await startEmbedded(t, { maxConnections: 3 }, { connections: 8 });
  t.deepEqual(await readAll(under, putFiles(under.root)), WHOLE);
  t.true(under.events.some((event) => event.kind === 'pool-shrunk' && event.connections <= 3));
});

test('readMany goes on with fewer connections where further logins are refused (530)', async (t) => {
  const action = { kind: 'refuse', code: 530, text: 'Sorry, too many users' } as const;
  const under = await startEmbedded(t, {
    faults: ({ verb, nth }) => (verb === 'PASS' && nth > 2 ? action : undefined),
  });
  t.deepEqual(await readAll(under, putFiles(under.root)), WHOLE);
  t.true(under.events.some(({ kind }) => kind === 'pool-shrunk'));
});

test('readMany never mixes files up on a server that loses commands sent ahead', async (t) => {
  const under = await startEmbedded(t, { features: { pipelining: false } }, { timeoutMs: TIMEOUT_MS });
  t.deepEqual(await readAll(under, putFiles(under.root)), WHOLE);
  t.true(under.events.some(({ kind }) => kind === 'fallback'));
});

test('readMany holds no more than its window ahead of a slow consumer', async (t) => {
  const under = await startEmbedded(t);
  const entries = Array.from({ length: 100 }, (_, i) => putFile(under.root, `g/f${i}`, 'x'.repeat(10_000)));
  for await (const { error } of under.store.readMany(entries, { windowBytes: 100_000 })) {
    t.is(error, undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    break;
  }
  t.true((under.server.stats.commands['RETR'] ?? 0) <= 12);
});

test('a store works on a server without EPSV, MLSD, and with a wrong address in PASV', async (t) => {
  const wrong = { verb: 'PASV', times: Infinity, action: { kind: 'wrong-address', host: '10.255.255.1' } } as const;
  const under = await startEmbedded(t, { features: { epsv: false, mlsd: false }, faults: [wrong] });
  t.deepEqual(await readAll(under, putFiles(under.root)), WHOLE);
  t.is((await under.store.list('g')).entries.length, FILES);
  await under.store.write('new.txt', bodyOf('new'));
  t.is(await textOf(under.store.read({ path: 'new.txt', sizeBytes: 3, modifiedS: undefined })), 'new');
  t.deepEqual(under.events, [{ kind: 'fallback', to: 'pasv', reason: (under.events[0] as { reason: string }).reason }]);
});

test('read fails where the data is cut short under a 226, and after the first bytes is not begun again', async (t) => {
  const action = { kind: 'cut', afterBytes: 400_000, how: 'end' } as const;
  const under = await startEmbedded(t, { faults: [{ verb: 'RETR', action }] });
  const entry = putFile(under.root, 'big', 'x'.repeat(1_000_000));
  await t.throwsAsync(textOf(under.store.read(entry)), {
    message: /400000 bytes arrived, 1000000 were announced/,
  });
  t.is((await textOf(under.store.read(entry))).length, 1_000_000);
});

test('read begins again where it was broken off before the first bytes', async (t) => {
  const action = { kind: 'cut', afterBytes: 0, how: 'reset' } as const;
  const under = await startEmbedded(t, { faults: [{ verb: 'RETR', action }] });
  t.is(await textOf(under.store.read(putFile(under.root, 'a', 'whole'))), 'whole');
});

const PASSING_WRITE_FAULTS: readonly (readonly [string, FaultRule])[] = [
  ['a reset in the middle of STOR', { verb: 'STOR', action: { kind: 'cut', afterBytes: 10, how: 'reset' } }],
  ['half a STOR under a 226', { verb: 'STOR', action: { kind: 'cut', afterBytes: 10, how: 'end' } }],
  ['a STOR without its 226', { verb: 'STOR', action: { kind: 'silence' } }],
  ['a disk that is full for a moment', { verb: 'STOR', action: { kind: 'refuse', code: 452 } }],
  ['a read-back that breaks', { verb: 'RETR', action: { kind: 'cut', afterBytes: 5, how: 'reset' } }],
  ['a rename whose reply is lost', { verb: 'RNTO', action: { kind: 'silence' } }],
  ['a connection lost before the rename', { verb: 'RNFR', action: { kind: 'disconnect' } }],
  ['a refusal to overwrite', { verb: 'RNTO', action: { kind: 'no-overwrite' } }],
];

for (const [what, rule] of PASSING_WRITE_FAULTS)
  test(`write survives ${what}`, async (t) => {
    const { store, root } = await startEmbedded(t, { faults: [rule] }, { timeoutMs: TIMEOUT_MS });
    putFile(root, 'a.csv', 'old');
    await store.write('a.csv', bodyOf('new body of the file'));
    t.is(readFileSync(join(root, 'a.csv'), 'utf8'), 'new body of the file');
    t.deepEqual(namesIn(root), ['a.csv']);
  });

const FIFTH_STORED = /f5\.txt/;

for (const [what, rule] of PASSING_WRITE_FAULTS.filter(([, { verb }]) => verb !== 'RETR'))
  test(`writeMany survives ${what}`, async (t) => {
    const faults = [{ ...rule, path: FIFTH_STORED }];
    const { store, root } = await startEmbedded(t, { faults }, { timeoutMs: TIMEOUT_MS });
    putFile(root, 'g/f5.txt', 'old');
    await store.writeMany(WHOLE.map((text, i) => ({ path: `g/f${i}.txt`, bytes: Buffer.from(text) })));
    t.deepEqual(namesIn(root, 'g').sort(), WHOLE.map((_, i) => `f${i}.txt`).sort());
    for (const [i, text] of WHOLE.entries()) t.is(readFileSync(join(root, `g/f${i}.txt`), 'utf8'), text);
  });

test('writeMany never mixes files up on a server that loses commands sent ahead', async (t) => {
  const under = await startEmbedded(t, { features: { pipelining: false } }, { timeoutMs: TIMEOUT_MS });
  await under.store.writeMany(WHOLE.map((text, i) => ({ path: `g/f${i}.txt`, bytes: Buffer.from(text) })));
  for (const [i, text] of WHOLE.entries()) t.is(readFileSync(join(under.root, `g/f${i}.txt`), 'utf8'), text);
  t.true(under.events.some(({ kind }) => kind === 'fallback'));
});

test('writeMany fails where a file is refused for good, and leaves nothing half written', async (t) => {
  const action = { kind: 'refuse', code: 553 } as const;
  const { store, root } = await startEmbedded(t, {
    faults: [{ verb: 'STOR', path: FIFTH_STORED, times: Infinity, action }],
  });
  const files = WHOLE.map((text, i) => ({ path: `g/f${i}.txt`, bytes: Buffer.from(text) }));
  const error = await t.throwsAsync<PluvioError>(store.writeMany(files));
  t.is(error.code, 'STORE_REFUSED');
  t.is(namesIn(root, 'g').length, FILES - 1);
});

const LASTING_WRITE_FAULTS: readonly (readonly [string, FaultRule, ErrorCode])[] = [
  ['full', { verb: 'STOR', action: { kind: 'refuse', code: 552 } }, 'STORE_REFUSED'],
  [
    'full in the middle',
    { verb: 'STOR', times: 4, action: { kind: 'cut', afterBytes: 10, how: 'end', code: 452 } },
    'STORE_REFUSED',
  ],
  [
    'keeping half of it every time',
    { verb: 'STOR', times: 4, action: { kind: 'cut', afterBytes: 10, how: 'end' } },
    'PUBLISH',
  ],
  ['refusing the new name', { verb: 'RNTO', times: Infinity, action: { kind: 'refuse', code: 553 } }, 'STORE_REFUSED'],
];

for (const [what, rule, code] of LASTING_WRITE_FAULTS)
  test(`write leaves the old file where the server is ${what}`, async (t) => {
    const { store, root } = await startEmbedded(t, { faults: [rule] });
    putFile(root, 'a.csv', 'old');
    const error = await t.throwsAsync<PluvioError>(store.write('a.csv', bodyOf('new body of the file')));
    t.is(error.code, code);
    t.is(readFileSync(join(root, 'a.csv'), 'utf8'), 'old');
    t.deepEqual(namesIn(root), ['a.csv']);
  });

test('write puts the old file back where overwriting is refused, and the new name then too', async (t) => {
  const { store, root } = await startEmbedded(t, {
    faults: [1, 3].map((nth) => ({ verb: 'RNTO', nth, action: { kind: 'refuse', code: 553 } })),
  });
  putFile(root, 'a.csv', 'old');
  await t.throwsAsync(store.write('a.csv', bodyOf('new')), { message: /553/ });
  t.is(readFileSync(join(root, 'a.csv'), 'utf8'), 'old');
  t.deepEqual(namesIn(root), ['a.csv']);
});

for (const [what, verb, nth] of [
  ['before the new one had its name', 'RNFR', 3],
  ['before it was away', 'DELE', 2],
] as const)
  test(`write leaves no old file aside where the connection broke ${what}`, async (t) => {
    const refused: FaultRule = { verb: 'RNTO', nth: 1, action: { kind: 'refuse', code: 553 } };
    const { store, root } = await startEmbedded(t, {
      faults: [refused, { verb, nth, action: { kind: 'disconnect' } }],
    });
    putFile(root, 'a.csv', 'old');
    await store.write('a.csv', bodyOf('new'));
    t.is(readFileSync(join(root, 'a.csv'), 'utf8'), 'new');
    t.deepEqual(namesIn(root), ['a.csv']);
  });

test('rename knows that it was done when only the reply was lost', async (t) => {
  const { store, root } = await startEmbedded(
    t,
    { faults: [{ verb: 'RNTO', action: { kind: 'silence' } }] },
    { timeoutMs: TIMEOUT_MS },
  );
  putFile(root, 'a', 'x');
  await store.rename('a', 'b');
  t.deepEqual(namesIn(root), ['b']);
});

test('removeMany reports what the server refuses to delete, or says it deleted', async (t) => {
  const { store, root } = await startEmbedded(t, {
    faults: [
      {
        verb: 'DELE',
        path: /f1\.txt$/,
        times: Infinity,
        action: { kind: 'refuse', code: 550, text: 'Permission denied' },
      },
      { verb: 'DELE', path: /f2\.txt$/, times: Infinity, action: { kind: 'refuse', code: 250 } },
    ],
  });
  const results = await collect(store.removeMany(putFiles(root).slice(0, 4)));
  t.deepEqual(
    results.map(({ outcome }) => outcome),
    ['removed', 'refused', 'refused', 'removed'],
  );
  t.true(namesIn(root, 'g').includes('f1.txt'));
});

for (const kind of ['disconnect', 'silence'] as const)
  test(`removeMany ends what it began before a ${kind} in the middle`, async (t) => {
    const faults = [{ verb: 'DELE', nth: 20, action: { kind } }];
    const { store, root } = await startEmbedded(t, { faults }, { timeoutMs: TIMEOUT_MS });
    const results = await collect(store.removeMany(putFiles(root)));
    t.true(results.every(({ outcome }) => outcome === 'removed'));
    t.deepEqual(namesIn(root, 'g'), []);
  });

test('statMany and removeMany are right on a server that loses commands sent ahead', async (t) => {
  const under = await startEmbedded(t, { features: { pipelining: false } }, { timeoutMs: TIMEOUT_MS });
  const entries = putFiles(under.root);
  t.deepEqual(await under.store.statMany(entries.map(({ path }) => path)), entries);
  t.true((await collect(under.store.removeMany(entries))).every(({ outcome }) => outcome === 'removed'));
});
