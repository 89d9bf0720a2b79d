import test, { type ExecutionContext } from 'ava';
import { PluvioError } from '../../../../../src/domain/errors.js';
import type { Entry, Store } from '../../../../../src/domain/storage/store.js';
import { SendAhead } from '../../../../../src/stores/ftp/wire/send-ahead.js';
import { relayGreeting } from '../../../../support/servers/greeting-relay.js';
import { REAL_SERVERS, whyNot } from '../../../../support/servers/real-servers.js';
import { collect, putFile } from '../../../../support/stores/store-fixture.js';
import { realServer, storeOn } from '../../../../support/stores/store-servers.js';
import { testUnless } from '../../../../support/needs.js';

const FILES = 120;
/** On a busy machine a near server may seem far. */
const PASSIVE = { active: false };
const contentOf = (i: number): string => `${String(i).padStart(4, '0')}, 1677629040, 0, 0, 12.226\n`.repeat(5);
const WHOLE = Array.from({ length: FILES }, (_, i) => contentOf(i));

const putFiles = (root: string): Entry[] => WHOLE.map((content, i) => putFile(root, `g/f${i}.txt`, content));

async function texts(store: Store, entries: readonly Entry[]): Promise<(string | undefined)[]> {
  const results = await collect(store.readMany(entries));
  return results.map(({ bytes }) => bytes && Buffer.from(bytes).toString());
}

for (const name of REAL_SERVERS)
  testUnless(whyNot(name))(`small files are read ahead on ${name}, which takes no offence`, async (t) => {
    const server = await realServer(t, name);
    const { store, root, events } = storeOn(t, server, PASSIVE);
    t.deepEqual(await texts(store, putFiles(root)), WHOLE);
    t.deepEqual(events, []);
  });

testUnless(whyNot('pure-ftpd'))(
  'a server that refuses commands while it sends, and does not say its name, is asked by the packet',
  async (t) => {
    const server = await realServer(t, 'pure-ftpd');
    const port = await relayGreeting(t, server.port, (greeting) => greeting.replaceAll('Pure-FTPd', 'some server'));
    const { store, root, events } = storeOn(t, { ...server, port }, PASSIVE);
    t.deepEqual(await texts(store, putFiles(root)), WHOLE);
    t.deepEqual(
      events.map((event) => event.kind === 'fallback' && event.to),
      ['packets'],
    );
  },
);

/** Reads on a server that takes two logins; both are to be had again right after it. */
async function leavesLoginsFree(
  t: ExecutionContext,
  read: (store: Store, entries: readonly Entry[]) => Promise<void>,
): Promise<void> {
  const server = await realServer(t, 'pure-ftpd', { extra: ['-c', '2'] });
  const options = { ...PASSIVE, connections: 2, timeoutMs: 10_000 };
  const { store, root } = storeOn(t, server, options);
  await read(store, putFiles(root));
  await store.close();
  // Processes of the server end a moment after their connections.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const next = storeOn(t, server, options);
  t.deepEqual(await texts(next.store, putFiles(next.root)), WHOLE);
  t.deepEqual(next.events, []);
}

test('a packet that is broken off leaves its login free', (t) =>
  leavesLoginsFree(t, async (store, entries) => {
    const grown = entries.map((entry, i) => (i % 20 === 5 ? { ...entry, sizeBytes: entry.sizeBytes + 1 } : entry));
    const results = await collect(store.readMany(grown));
    t.deepEqual(
      results.map(({ error }) => error instanceof PluvioError && error.code),
      grown.map((_, i) => i % 20 === 5 && 'STORE_TRUNCATED'),
    );
  }));

test('a run that stops in the middle of a packet leaves its logins free', (t) =>
  leavesLoginsFree(t, async (store, entries) => {
    const ending = new AbortController();
    const reading = collect(store.readMany(entries, { signal: ending.signal }));
    await new Promise((resolve) => setTimeout(resolve, 60));
    ending.abort(new Error('enough'));
    await t.throwsAsync(reading, { message: 'enough' });
  }));

const COMMAND = `RETR /${'f'.repeat(86)}`;

/** How many of many transfers are begun at once, then after one, and after all of them have ended. */
function begun(ahead: SendAhead, share?: number): readonly number[] {
  let underWay = 0;
  const fill = (): number => {
    const before = underWay;
    while (ahead.admits(underWay, COMMAND, share)) underWay++;
    return underWay - before;
  };
  const atOnce = fill();
  underWay--;
  const afterOne = fill();
  underWay = 0;
  return [atOnce, afterOne, fill()];
}

test('a packet holds what fits into a segment, and nothing is added to it', (t) => {
  const abilities = { pipelining: true, readAhead: 'packets' } as const;
  t.deepEqual(begun(new SendAhead(abilities)), [13, 0, 13]);
  t.deepEqual(begun(new SendAhead(abilities), 4), [4, 0, 4]);
});

test('a packet that has left takes no more, whatever room it had', (t) => {
  const ahead = new SendAhead({ pipelining: true, readAhead: 'packets' });
  t.true(ahead.admits(0, COMMAND));
  ahead.close();
  t.false(ahead.admits(1, COMMAND));
  t.true(ahead.admits(0, COMMAND));
});

test('others are asked for one ahead, or none', (t) => {
  t.deepEqual(begun(new SendAhead({ pipelining: true, readAhead: 'steady' })), [2, 1, 2]);
  t.deepEqual(begun(new SendAhead({ pipelining: true, readAhead: 'none' })), [1, 1, 1]);
  t.deepEqual(begun(new SendAhead({ pipelining: false, readAhead: 'steady' })), [1, 1, 1]);
});
