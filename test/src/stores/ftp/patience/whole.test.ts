import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { FaultRule } from '../../../../../fixtures/ftp-server/index.js';
import { bodyOf, collect, putFile, textOf } from '../../../../support/stores/store-fixture.js';
import { startEmbedded } from '../../../../support/stores/store-servers.js';

const FILES = 12;
const contentOf = (i: number): string => `${i}, 1677629040, 0, 0, 12.226\n`.repeat(40);

const ALWAYS: Readonly<Record<string, FaultRule['action']>> = {
  'never says so': { kind: 'silence' },
  'resets the control connection instead of saying so': { kind: 'hang-up' },
  'says 426 of it': { kind: 'answer', code: 426, text: 'Connection closed; transfer aborted.' },
};

for (const [what, action] of Object.entries(ALWAYS))
  test(`files of which all bytes came are whole where the server ${what}`, async (t) => {
    const faults = [{ verb: 'RETR', times: Infinity, action }];
    const { store, root, events } = await startEmbedded(t, { faults }, { timeoutMs: 3000, connections: 4 });
    const entries = Array.from({ length: FILES }, (_, i) => putFile(root, `g/f${i}.txt`, contentOf(i)));
    const read = await collect(store.readMany(entries));
    t.deepEqual(
      read.map(({ bytes, error }) => (bytes ? Buffer.from(bytes).toString() : String(error))),
      entries.map((_, i) => contentOf(i)),
    );
    t.true(events.some(({ kind }) => kind === 'end-untold'));
    const big = putFile(root, 'g/big', 'x'.repeat(3_000_000));
    t.is((await textOf(store.read(big))).length, 3_000_000);
  });

test('a file of which all bytes came is not whole where it has changed since', async (t) => {
  const faults: FaultRule[] = [{ verb: 'RETR', times: Infinity, action: { kind: 'hang-up' } }];
  const { store, root } = await startEmbedded(t, { faults }, { connections: 1 });
  const entry = putFile(root, 'g/a.txt', 'old old old');
  putFile(root, 'g/a.txt', 'new new new', 1_700_000_060);
  const [read] = await collect(store.readMany([entry]));
  t.truthy(read?.error);
});

test('an upload that broke off after its last byte is not sent again', async (t) => {
  const faults: FaultRule[] = [{ verb: 'STOR', times: Infinity, action: { kind: 'hang-up' } }];
  const { store, server } = await startEmbedded(t, { faults });
  await store.write('G/a.csv', bodyOf('body'.repeat(1000)));
  t.is(server.stats.commands['STOR'], 1);
  await store.write('G/b.csv', { sizeBytes: 4, pieces: () => [Buffer.from('body')] });
  t.is(await textOf(store.read({ path: 'G/b.csv', sizeBytes: 4, modifiedS: undefined })), 'body');
});

for (const [what, action] of Object.entries(ALWAYS))
  test(`what was sent is read back once, where the server ${what}`, async (t) => {
    const faults = [{ verb: 'RETR', times: Infinity, action }];
    const { store, server } = await startEmbedded(t, { faults }, { timeoutMs: 1500, connections: 1 });
    const bytes = Buffer.from('body'.repeat(1000));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await store.write('G/a.csv', { sizeBytes: bytes.length, sha256, pieces: () => [bytes] });
    t.deepEqual([server.stats.commands['STOR'], server.stats.commands['RETR']], [1, 1]);
    t.is((await store.stat('G/a.csv'))?.sizeBytes, bytes.length);
    const end = Buffer.from('more');
    const all = createHash('sha256').update(bytes).update(end).digest('hex');
    const growth = { fromBytes: bytes.length, sizeBytes: bytes.length + 4, sha256: all, pieces: () => [end] };
    t.true(await store.append!('G/a.csv', growth));
    t.deepEqual([server.stats.commands['APPE'], server.stats.commands['RETR']], [1, 2]);
    t.is((await store.readEnd('G/a.csv', 8))?.bytes.toString(), 'bodymore');
  });

test('a file of which all bytes came is looked at by the only connection that there may be', async (t) => {
  const faults: FaultRule[] = [{ verb: 'RETR', times: Infinity, action: { kind: 'hang-up' } }];
  const { store, root } = await startEmbedded(t, { faults }, { connections: 1 });
  const big = putFile(root, 'g/big', 'x'.repeat(3_000_000));
  t.is((await textOf(store.read(big))).length, 3_000_000);
  const small = putFile(root, 'g/small', 'x');
  t.is((await collect(store.readMany([small])))[0]?.error, undefined);
});

test('what reads back as something else is sent again, whatever becomes of the connection', async (t) => {
  let stored = 0;
  const under = await startEmbedded(t, {
    faults: ({ verb }) => {
      if (verb === 'STOR') stored++;
      if (verb !== 'RETR') return undefined;
      if (stored === 1) putFile(under.root, 'G/a.csv.pluvio-tmp', 'Body');
      return { kind: 'hang-up' };
    },
  });
  const sha256 = createHash('sha256').update('body').digest('hex');
  await under.store.write('G/a.csv', { sizeBytes: 4, sha256, pieces: () => [Buffer.from('body')] });
  t.is(readFileSync(join(under.root, 'G/a.csv'), 'utf8'), 'body');
  t.is(stored, 2);
});

test('an upload that the server keeps half of is sent again', async (t) => {
  const faults: FaultRule[] = [{ verb: 'STOR', nth: 1, action: { kind: 'cut', afterBytes: 100, how: 'reset' } }];
  const { store, server } = await startEmbedded(t, { faults });
  await store.write('G/a.csv', bodyOf('body'.repeat(1000)));
  t.is(server.stats.commands['STOR'], 2);
});
