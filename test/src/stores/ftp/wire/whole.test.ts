import test from 'ava';
import type { FaultRule } from '../../../../../src/ftp-server/index.js';
import { bodyOf, collect, putFile, textOf } from '../../../../support/store-fixture.js';
import { startEmbedded } from '../../../../support/store-servers.js';

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

test('an upload that the server keeps half of is sent again', async (t) => {
  const faults: FaultRule[] = [{ verb: 'STOR', nth: 1, action: { kind: 'cut', afterBytes: 100, how: 'reset' } }];
  const { store, server } = await startEmbedded(t, { faults });
  await store.write('G/a.csv', bodyOf('body'.repeat(1000)));
  t.is(server.stats.commands['STOR'], 2);
});
