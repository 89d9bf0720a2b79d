import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Entry } from '../../../../../src/domain/storage/store.js';
import type { FaultFunction, FaultRule } from '../../../../../fixtures/ftp-server/index.js';
import { collect, namesIn, putFile } from '../../../../support/stores/store-fixture.js';
import { startEmbedded } from '../../../../support/stores/store-servers.js';

const LEAVING = /^f\d+\.txt\.pluvio-leaving-[0-9a-f]{8}$/;
const FILES = 20;

function putFiles(root: string): Entry[] {
  return Array.from({ length: FILES }, (_, i) => putFile(root, `g/f${i}.txt`, `line ${i}\n`));
}

/** Acts once, just before the server carries out the first command that matches. */
function before(verb: string, path: RegExp, act: () => void): FaultFunction {
  let isDone = false;
  return (call) => {
    if (isDone || call.verb !== verb || !path.test(call.path)) return undefined;
    isDone = true;
    act();
    return undefined;
  };
}

test('removeMany with leaveFirst spares what is written anew under the name of a file on its way out', async (t) => {
  let rewrite: () => void = () => undefined;
  const { store, root } = await startEmbedded(t, { faults: before('DELE', /f7\.txt/, () => rewrite()) });
  const entries = putFiles(root);
  rewrite = () => putFile(root, 'g/f7.txt', 'line 7\n', 1_700_000_000);
  const results = await collect(store.removeMany(entries, { leaveFirst: true }));
  t.true(results.every(({ outcome }) => outcome === 'removed'));
  t.deepEqual(namesIn(root, 'g'), ['f7.txt']);
});

for (const verb of ['RNFR', 'RNTO'])
  test(`removeMany with leaveFirst keeps every byte of a file that grows just before ${verb}`, async (t) => {
    let grow: () => void = () => undefined;
    const { store, root } = await startEmbedded(t, {
      faults: before(verb, verb === 'RNFR' ? /f7\.txt/ : /f7\.txt\.pluvio/, () => grow()),
    });
    const entries = putFiles(root);
    grow = () => appendFileSync(join(root, 'g/f7.txt'), 'more\n');
    const results = await collect(store.removeMany(entries, { leaveFirst: true }));
    t.deepEqual(
      results.filter(({ outcome }) => outcome !== 'removed').map(({ entry, outcome }) => [entry.path, outcome]),
      [['g/f7.txt', 'changed']],
    );
    const [left, ...others] = namesIn(root, 'g');
    t.deepEqual(others, []);
    t.regex(left!, LEAVING);
    t.is(readFileSync(join(root, 'g', left!), 'utf8'), 'line 7\nmore\n');
  });

test('removeMany with leaveFirst deletes under their own names where the server refuses to rename', async (t) => {
  const refused: FaultRule = { verb: 'RNFR', times: Infinity, action: { kind: 'refuse', code: 550, text: 'Denied' } };
  const { store, root, events, server } = await startEmbedded(t, { faults: [refused] });
  const results = await collect(store.removeMany(putFiles(root), { leaveFirst: true }));
  t.true(results.every(({ outcome }) => outcome === 'removed'));
  t.deepEqual(namesIn(root, 'g'), []);
  t.deepEqual(events, [{ kind: 'fallback', to: 'no-leave-first', reason: '550 Denied' }]);
  t.is(server.stats.commands['RNFR'], 1, 'it is not tried again');
});

test('removeMany with leaveFirst leaves one file alone under another name where nothing may be deleted', async (t) => {
  const refused: FaultRule = { verb: 'DELE', times: Infinity, action: { kind: 'refuse', code: 550, text: 'Denied' } };
  const { store, root } = await startEmbedded(t, { faults: [refused] });
  const entries = putFiles(root);
  const results = await collect(store.removeMany(entries, { leaveFirst: true }));
  t.true(results.every(({ outcome }) => outcome === 'refused'));
  t.is(namesIn(root, 'g').filter((name) => LEAVING.test(name)).length, 1);
  const listed = (await store.list('g')).entries;
  t.true((await collect(store.removeMany(listed, { leaveFirst: true }))).every(({ outcome }) => outcome === 'refused'));
  t.is(namesIn(root, 'g').filter((name) => LEAVING.test(name)).length, 1, 'however often it is tried');
});

for (const verb of ['SIZE', 'RNFR', 'RNTO', 'DELE'])
  for (const action of [{ kind: 'disconnect' }, { kind: 'silence' }, { kind: 'answer', code: 451 }] as const)
    test(`removeMany with leaveFirst ends what it began before ${verb} was met with ${action.kind}`, async (t) => {
      const { store, root } = await startEmbedded(
        t,
        { faults: [1, 12].map((nth) => ({ verb, nth, action })) },
        { timeoutMs: 1000 },
      );
      const results = await collect(store.removeMany(putFiles(root), { leaveFirst: true }));
      // A file that was deleted, though the server said no, was not there any more at the look after it.
      const isGone = ({ outcome }: { outcome: string }): boolean => outcome === 'removed' || outcome === 'gone';
      t.true(results.every(isGone));
      t.deepEqual(namesIn(root, 'g'), []);
    });
