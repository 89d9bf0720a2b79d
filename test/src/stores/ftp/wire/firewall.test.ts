import test, { type ExecutionContext } from 'ava';
import { openFtpStore, ServerMemory } from '../../../../../src/stores/ftp/store.js';
import { bodyOf, collect, putFile } from '../../../../support/stores/store-fixture.js';
import { startEmbedded, type EmbeddedUnderTest } from '../../../../support/stores/store-servers.js';

async function works(t: ExecutionContext, { store, root }: EmbeddedUnderTest): Promise<void> {
  const entries = Array.from({ length: 30 }, (_, i) => putFile(root, `g/f${i}.txt`, `content ${i}`));
  t.is((await store.list('g')).entries.length, entries.length);
  const read = await collect(store.readMany(entries));
  t.deepEqual(
    read.map(({ bytes }) => bytes && Buffer.from(bytes).toString()),
    entries.map((_, i) => `content ${i}`),
  );
  await store.writeMany(entries.map(({ path }) => ({ path: `${path}.new`, bytes: Buffer.from('new') })));
  await store.write('G/new.csv', bodyOf('body'));
  const removed = await collect(store.removeMany(entries, { leaveFirst: true }));
  t.true(removed.every(({ outcome }) => outcome === 'removed'));
}

for (const whenTogether of ['reset', 'end', 'silence'] as const)
  test(`one command at a time after the first cut (${whenTogether}) of those sent together`, async (t) => {
    const servers = new ServerMemory();
    const timeoutMs = whenTogether === 'silence' ? 4000 : 30_000;
    const under = await startEmbedded(t, { habits: { whenTogether } }, { servers, timeoutMs });
    await works(t, under);
    t.deepEqual(
      under.events.map((event) => [event.kind, 'to' in event && event.to]),
      [['fallback', 'no-pipelining']],
    );
    const { total } = under.server.stats.connections;
    const other = openFtpStore({ ...under.options, servers });
    t.teardown(() => other.close());
    await other.list('g');
    t.is(under.server.stats.connections.total, total + 1, 'another store knows it');
  });

test('a cut after commands sent together have worked is a cut like any other', async (t) => {
  const faults = [{ verb: 'RETR', nth: 17, action: { kind: 'disconnect' } as const }];
  const under = await startEmbedded(t, { faults });
  await works(t, under);
  t.deepEqual(
    under.events.map(({ kind }) => kind),
    ['retry'],
  );
});

test('a server that says good-bye (421) to commands sent together is not taken for a firewall', async (t) => {
  const faults = [{ verb: 'OPTS', nth: 1, action: { kind: 'refuse', code: 421 } as const }];
  const under = await startEmbedded(t, { faults });
  await works(t, under);
  t.true(under.events.every(({ kind }) => kind !== 'fallback'));
});
