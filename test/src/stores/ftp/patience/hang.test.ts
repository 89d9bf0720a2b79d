import test from 'ava';
import { failsAlone, PluvioError, type ErrorCode } from '../../../../../src/domain/errors.js';
import type { Entry } from '../../../../../src/domain/storage/store.js';
import type { FaultRule } from '../../../../../fixtures/ftp-server/index.js';
import { collect, putFile, textOf } from '../../../../support/stores/store-fixture.js';
import { startEmbedded, type EmbeddedUnderTest } from '../../../../support/stores/store-servers.js';

const FILES = 40;
const contentOf = (i: number): string => `content ${i}`;

function putFiles({ root }: EmbeddedUnderTest): Entry[] {
  return Array.from({ length: FILES }, (_, i) => putFile(root, `g/f${String(i).padStart(2, '0')}.txt`, contentOf(i)));
}

/** Every file's bytes, the error's code in place of those that failed. */
async function readAll({ store }: EmbeddedUnderTest, entries: Entry[]): Promise<string[]> {
  const results = await collect(store.readMany(entries));
  return results.map(({ bytes, error }) =>
    bytes ? Buffer.from(bytes).toString() : error instanceof PluvioError ? error.code : String(error),
  );
}

const LOCKED = /f(?:05|17|18|30)\.txt/;
const expected = Array.from({ length: FILES }, (_, i) =>
  [5, 17, 18, 30].includes(i) ? 'STORE_FILE_BUSY' : contentOf(i),
);

const HANGS: Readonly<Record<string, FaultRule['action']>> = {
  'is not answered at all': { kind: 'delay', delayMs: 3_600_000 },
  'is answered by a 150 and nothing more': { kind: 'stall', afterBytes: 0 },
  'stops in the middle': { kind: 'stall', afterBytes: 4 },
};

for (const [what, action] of Object.entries(HANGS))
  test(`a RETR that ${what} costs its own file, a bounded time, and one connection`, async (t) => {
    const faults = [{ verb: 'RETR', path: LOCKED, times: Infinity, action }];
    const under = await startEmbedded(t, { faults }, { timeoutMs: 6_000 });
    const entries = putFiles(under);
    // What the server bears is known from the listing before.
    await under.store.list('g');
    const startedMs = performance.now();
    const results = await readAll(under, entries);
    t.deepEqual(results, expected);
    t.true(performance.now() - startedMs < 45_000);
    t.deepEqual(
      under.events.filter(({ kind }) => kind !== 'fallback'),
      [],
    );
  });

test('other files come while one is waited for', async (t) => {
  const faults: FaultRule[] = [
    { verb: 'RETR', path: /f39/, times: Infinity, action: { kind: 'stall', afterBytes: 0 } },
  ];
  const under = await startEmbedded(t, { faults }, { timeoutMs: 9_000 });
  const entries = putFiles(under);
  await under.store.list('g');
  const startedMs = performance.now();
  let beforeMs = Infinity;
  for await (const { entry, error } of under.store.readMany(entries)) {
    if (entry.path === 'g/f38.txt') beforeMs = performance.now() - startedMs;
    if (entry.path === 'g/f39.txt') t.true(failsAlone(error));
  }
  t.true(beforeMs < performance.now() - startedMs - 3_000);
});

test('a file that is slow to begin is waited for', async (t) => {
  const faults: FaultRule[] = [{ verb: 'RETR', times: Infinity, action: { kind: 'delay', delayMs: 1_500 } }];
  const under = await startEmbedded(t, { faults }, { timeoutMs: 3_000, connections: 4 });
  const entries = putFiles(under).slice(0, 8);
  await under.store.list('g');
  t.deepEqual(
    await readAll(under, entries),
    entries.map((_, i) => contentOf(i)),
  );
});

test('a big file that hangs is told as busy, once, before its first byte and after it', async (t) => {
  for (const afterBytes of [0, 100_000]) {
    const faults: FaultRule[] = [{ verb: 'RETR', times: Infinity, action: { kind: 'stall', afterBytes } }];
    const { store, root, server } = await startEmbedded(t, { faults }, { timeoutMs: 2_000 });
    const entry = putFile(root, 'g/big', 'x'.repeat(2_000_000));
    await store.list('g');
    const error = await t.throwsAsync<PluvioError>(textOf(store.read(entry)));
    t.is(error.code, 'STORE_FILE_BUSY', error.message);
    t.is(server.stats.commands['RETR'], 1);
    t.is(await store.stat('g/big').then((found) => found?.sizeBytes), 2_000_000);
  }
});

test('a file that comes by drops is given up in a time that follows its size', async (t) => {
  const faults: FaultRule[] = [{ verb: 'RETR', times: Infinity, action: { kind: 'trickle', bytes: 10, everyMs: 400 } }];
  const { store, root } = await startEmbedded(t, { faults }, { connections: 1, timeoutMs: 3_000 });
  const entry = putFile(root, 'g/a.txt', 'x'.repeat(4_000));
  await store.list('g');
  const startedMs = performance.now();
  const [result] = await collect(store.readMany([entry]));
  t.is((result?.error as PluvioError).code, 'STORE_FILE_BUSY');
  t.true(performance.now() - startedMs < 20_000);
});

const REFUSALS: readonly (readonly [number, string, ErrorCode])[] = [
  [550, 'Permission denied', 'STORE_FILE_REFUSED'],
  [550, 'Failed to open file.', 'STORE_FILE_REFUSED'],
  [553, 'Not allowed', 'STORE_FILE_REFUSED'],
  [550, 'The process cannot access the file because it is being used by another process.', 'STORE_FILE_BUSY'],
  [450, 'File busy', 'STORE_FILE_BUSY'],
  [426, 'Connection closed', 'STORE_FILE_BUSY'],
  [451, 'Local error in processing', 'STORE_FILE_BUSY'],
];

for (const [code, text, errorCode] of REFUSALS)
  test(`a RETR refused by ${code} ${text} is ${errorCode}, of that file alone`, async (t) => {
    const faults: FaultRule[] = [
      { verb: 'RETR', path: LOCKED, times: Infinity, action: { kind: 'refuse', code, text } },
    ];
    const under = await startEmbedded(t, { faults });
    const entries = putFiles(under);
    t.deepEqual(
      await readAll(under, entries),
      expected.map((each) => (each === 'STORE_FILE_BUSY' ? errorCode : each)),
    );
    const error = await t.throwsAsync<PluvioError>(textOf(under.store.read(entries[5]!)));
    t.is(error.code, errorCode);
    t.true(error.message.includes(text.replace(/\.$/, '')));
  });

test('a server that goes away while files are read is more than their trouble', async (t) => {
  const under = await startEmbedded(t, {
    faults: ({ verb, nth }) => {
      if (verb === 'RETR' && nth === 10) void under.server.close();
      return undefined;
    },
  });
  const entries = putFiles(under);
  await under.store.list('g');
  const error = await t.throwsAsync<PluvioError>(readAll(under, entries));
  t.is(error.code, 'STORE_UNREACHABLE');
});
