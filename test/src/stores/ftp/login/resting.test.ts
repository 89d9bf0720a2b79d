import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { openFtpStore } from '../../../../../src/stores/ftp/store.js';
import { relayTo } from '../../../../support/servers/relay.js';
import { putFile } from '../../../../support/stores/store-fixture.js';
import { startEmbedded } from '../../../../support/stores/store-servers.js';

const TIMEOUT_MS = 2_000;

test('connections that a router forgot are noticed by one question, and cost no round its time', async (t) => {
  const { root, server, options } = await startEmbedded(t);
  let isForgotten = false;
  const known = new Set<unknown>();
  const port = await relayTo(t, server.port, (client, upstream) => {
    if (!isForgotten) known.add(client);
    const isDead = (): boolean => isForgotten && known.has(client);
    client.on('data', (bytes) => isDead() || upstream.write(bytes));
    upstream.on('data', (bytes) => isDead() || client.write(bytes));
  });
  const store = openFtpStore({ ...options, port, connections: 4, timeoutMs: TIMEOUT_MS });
  t.teardown(() => store.close());
  const entry = putFile(root, 'g/a.txt', 'x');
  store.expectMany?.();
  t.deepEqual(await store.stat('g/a.txt'), entry);
  while (server.stats.connections.open < 4) await sleep(20);
  isForgotten = true;
  await sleep(TIMEOUT_MS + 200);
  const startedMs = performance.now();
  const found = await Promise.all(Array.from({ length: 4 }, () => store.stat('g/a.txt')));
  t.deepEqual(found, [entry, entry, entry, entry]);
  t.true(performance.now() - startedMs < 2 * TIMEOUT_MS + 1_000);
});

test('resting connections say something now and then, so that nobody forgets them', async (t) => {
  const { store, root, server } = await startEmbedded(t, { idleTimeoutMs: 6_000 }, { timeoutMs: TIMEOUT_MS });
  const entry = putFile(root, 'a', 'x');
  t.deepEqual(await store.stat('a'), entry);
  await sleep(9_000);
  t.deepEqual(await store.stat('a'), entry);
  t.is(server.stats.connections.total, 1);
  t.true((server.stats.commands['NOOP'] ?? 0) >= 2);
});

test('connections are not asked whether they are there while they are in use', async (t) => {
  const { store, root, server } = await startEmbedded(t);
  putFile(root, 'a', 'x');
  for (let i = 0; i < 20; i++) await store.stat('a');
  t.is(server.stats.commands['NOOP'], undefined);
});
