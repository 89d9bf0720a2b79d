import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import type { Entry, Store } from '../../../../../src/domain/storage/store.js';
import { ActivePorts } from '../../../../../src/stores/ftp/wire/active.js';
import { withDefaults } from '../../../../../src/stores/ftp/options.js';
import { Pool } from '../../../../../src/stores/ftp/login/pool.js';
import { createFaultProxy } from '../../../../support/servers/fault-proxy.js';
import { REAL_SERVERS, whyNot } from '../../../../support/servers/real-servers.js';
import { collect, putFile } from '../../../../support/stores/store-fixture.js';
import { realServer, startEmbedded, storeOn } from '../../../../support/stores/store-servers.js';
import { testUnless } from '../../../../support/needs.js';

const FILES = 120;
const WHOLE = Array.from({ length: FILES }, (_, i) => `${String(i).padStart(4, '0')}, 1677629040, 0, 0, 12.226\n`);

const putFiles = (root: string): Entry[] => WHOLE.map((content, i) => putFile(root, `g/f${i}.txt`, content));

async function texts(store: Store, entries: readonly Entry[]): Promise<(string | undefined)[]> {
  const results = await collect(store.readMany(entries));
  return results.map(({ bytes }) => bytes && Buffer.from(bytes).toString());
}

for (const name of REAL_SERVERS)
  testUnless(whyNot(name))(`${name} connects to us for small files and listings`, async (t) => {
    // Where it could be connected to, nothing would show who connected.
    const extra = {
      vsftpd: ['pasv_enable=NO'],
      proftpd: ['<Limit EPSV PASV>', 'DenyAll', '</Limit>'],
      'pure-ftpd': [],
    };
    const server = await realServer(t, name, { extra: extra[name] });
    const { store, root, events } = storeOn(t, server, { active: true });
    const entries = putFiles(root);
    t.is((await store.list('g')).entries.length, FILES);
    t.deepEqual(await texts(store, [...entries, { path: 'g/none', sizeBytes: 1, modifiedS: 1 }]), [
      ...WHOLE,
      undefined,
    ]);
    t.deepEqual(events, []);
  });

testUnless(whyNot('vsftpd'))('a server that refuses to connect to us is connected to', async (t) => {
  const server = await realServer(t, 'vsftpd', { extra: ['port_enable=NO'] });
  const { store, root, events } = storeOn(t, server, { active: true });
  t.deepEqual(await texts(store, putFiles(root)), WHOLE);
  t.deepEqual(
    events.map((event) => event.kind === 'fallback' && event.to),
    ['passive'],
  );
});

testUnless(whyNot('vsftpd'))('a server whose connections do not come through is connected to', async (t) => {
  const server = await realServer(t, 'vsftpd');
  // It never hears of the port, and what asks for files is not answered.
  const proxy = await createFaultProxy({
    port: server.port,
    faults: [
      { verb: 'EPRT', times: Infinity, action: { kind: 'refuse', code: 200, text: 'EPRT command successful.' } },
      { verb: 'RETR', times: 2, action: { kind: 'silence' } },
    ],
  });
  t.teardown(() => proxy.close());
  const options = { active: true, connections: 1, timeoutMs: 2_000 };
  const { store, root, events } = storeOn(t, { ...server, port: proxy.port }, options);
  t.deepEqual(await texts(store, putFiles(root)), WHOLE);
  t.deepEqual(events, [{ kind: 'fallback', to: 'passive', reason: 'the server did not connect to us' }]);
});

test('a stranger who connects to the port is turned away', async (t) => {
  const ports = new ActivePorts('127.0.0.1', '127.0.0.2');
  t.teardown(() => ports.close());
  await ports.open(1);
  const port = ports.take()!;
  let taken = 0;
  port.expect(() => taken++);
  t.is(ports.take(), undefined);
  const stranger = connect(Number(port.command.split('|')[3]), '127.0.0.1');
  stranger.on('error', () => undefined);
  await new Promise((resolve) => stranger.once('close', resolve).resume());
  t.deepEqual([taken, stranger.bytesRead], [0, 0]);
});

test('ports of ours are closed where the server has ended an idle login', async (t) => {
  // Long enough for a login on a busy machine.
  const { server, options } = await startEmbedded(t, { idleTimeoutMs: 3_000 }, { active: true });
  const pool = new Pool(withDefaults(options));
  t.teardown(() => pool.close());
  const login = await pool.acquire();
  const port = Number(login.ports.take()!.command.split('|')[3]);
  pool.release(login);
  while (server.stats.connections.open > 0 || !login.client.closed) await sleep(10);
  t.not(await pool.acquire(), login);
  await t.throwsAsync(once(connect(port, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' });
});

test('a server that knows no EPRT is connected to', async (t) => {
  const { store, root, events } = await startEmbedded(t, {}, { active: true });
  t.deepEqual(await texts(store, putFiles(root)), WHOLE);
  t.deepEqual(
    events.map((event) => event.kind === 'fallback' && event.to),
    ['passive'],
  );
});
