import { once } from 'node:events';
import { connect as connectTo, createServer, type AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { Client } from 'basic-ftp';
import { Collector, download, upload } from '../bytes.js';
import { createFaultProxy, type FaultProxyOptions } from './fault-proxy.js';
import { relayData, type DataSlot } from './fault-proxy-data.js';
import { connect, startServer, type TestServer } from './ftp-server.js';
import { portOf, RawControl, readData } from './raw-control.js';
import { collect } from '../stores/store-fixture.js';

interface Scene {
  readonly server: TestServer;
  readonly client: Client;
  readonly port: number;
}

/** A server, a proxy before it with these faults, and a client that is logged in through the proxy. */
async function scene(t: ExecutionContext, options: Omit<FaultProxyOptions, 'port'>): Promise<Scene> {
  const server = await startServer(t);
  const proxy = await createFaultProxy({ port: server.port, ...options });
  t.teardown(() => proxy.close());
  return { server, port: proxy.port, client: await connect(t, server, { port: proxy.port, timeoutMs: 1500 }) };
}

test('createFaultProxy without faults is transparent', async (t) => {
  const { server, client } = await scene(t, {});
  const big = Buffer.alloc(20_000_000, 'ARCHIEST, 1677629040, 0, 0, 12.226\n');
  await client.ensureDir('été');
  await upload(client, 'a', big);
  await client.rename('a', 'b');
  t.true(big.equals(server.files.get('/été/b')!));
  t.true(big.equals(Buffer.from(await download(client, 'b'))));
  t.deepEqual(
    (await client.list()).map(({ name }) => name),
    ['b'],
  );
  await t.throwsAsync(client.size('none'), { message: /^550/ });
  await t.throwsAsync(download(client, 'none'), { message: /^550/ });
  await client.remove('b');
});

test('createFaultProxy keeps pipelined replies in order, its own among them', async (t) => {
  const { server, port } = await scene(t, {
    faults: [{ verb: 'SIZE', path: 'f2', action: { kind: 'refuse', code: 550, text: 'mine' } }],
  });
  for (let i = 0; i < 5; i++) server.files.put(`/f${i}`, 'x'.repeat(i));
  const control = await RawControl.login(t, { ...server, port });
  control.send('SIZE f0\r\nSIZE f1\r\nSIZE f2\r\nSIZE f3\r\nEPSV\r\nRETR f4\r\n');
  t.deepEqual(await control.replies(4), ['213 0', '213 1', '550 mine', '213 3']);
  t.is(await readData(portOf(await control.reply())), 'xxxx');
});

test('createFaultProxy passes on the end of one direction, and what comes in the other after it', async (t) => {
  const bytes = Buffer.alloc(3_000_000, 'ARCHIEST, 1677629040, 0, 0, 12.226\n');
  const echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.resume().once('end', () => socket.end(bytes));
  });
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => echo.close());
  const slot: DataSlot = { verb: 'RETR', fault: undefined, stop: () => undefined };
  const { port } = echo.address() as AddressInfo;
  const relayed = await relayData(slot, { host: '127.0.0.1', port, rttMs: 0, sockets: new Set() });
  const client = connectTo({ host: '127.0.0.1', port: relayed, allowHalfOpen: true });
  client.end();
  t.true(bytes.equals(Buffer.concat(await collect(client as AsyncIterable<Buffer>))));
});

test('createFaultProxy truncates a download under 226', async (t) => {
  const { server, client } = await scene(t, {
    faults: [{ verb: 'RETR', action: { kind: 'cut', afterBytes: 3, how: 'end' } }],
  });
  server.files.put('/a', 'whole');
  t.is(await download(client, 'a'), 'who');
  t.is(await download(client, 'a'), 'whole');
});

for (const verb of ['RETR', 'STOR'])
  test(`createFaultProxy resets ${verb} in the middle`, async (t) => {
    const { server, client } = await scene(t, {
      faults: [{ verb, action: { kind: 'cut', afterBytes: 1000, how: 'reset' } }],
    });
    server.files.put('/a', Buffer.alloc(3_000_000));
    const attempt =
      verb === 'RETR' ? client.downloadTo(new Collector(), 'a') : upload(client, 'b', Buffer.alloc(3_000_000));
    await t.throwsAsync(attempt);
    t.true((server.files.get('/b')?.length ?? 0) <= 1000);
  });

test('createFaultProxy passes on part of an upload and lets 226 through', async (t) => {
  const { server, client } = await scene(t, {
    faults: [{ verb: 'STOR', action: { kind: 'cut', afterBytes: 1000, how: 'end' } }],
  });
  await upload(client, 'a', Buffer.alloc(500_000));
  t.is(server.files.get('/a')?.length, 1000);
});

test('createFaultProxy falls silent, does harm to replies, disconnects', async (t) => {
  const { server, client, port } = await scene(t, {
    faults: [
      { verb: 'DELE', path: 'a', action: { kind: 'answer', code: 451 } },
      { verb: 'DELE', path: 'b', action: { kind: 'disconnect' } },
      { verb: 'STOR', action: { kind: 'silence' } },
    ],
  });
  for (const name of ['a', 'b']) server.files.put(`/${name}`, 'x');
  await t.throwsAsync(client.remove('a'), { message: /^451/ });
  await t.throwsAsync(client.remove('b'));
  t.deepEqual(server.files.paths(), ['/b']);
  const other = await connect(t, server, { port, timeoutMs: 300 });
  await t.throwsAsync(upload(other, 'c', 'x'), { message: /Timeout/ });
  t.deepEqual(server.files.paths(), ['/b', '/c']);
});

test('createFaultProxy refuses, 421 with the connection', async (t) => {
  const { server, client } = await scene(t, {
    faults: [
      { verb: 'STOR', action: { kind: 'refuse', code: 452 } },
      { verb: 'RNTO', action: { kind: 'no-overwrite' } },
      { verb: 'RETR', action: { kind: 'refuse', code: 421 } },
    ],
  });
  await t.throwsAsync(upload(client, 'a', 'x'), { message: /^452/ });
  await t.throwsAsync(download(client, 'a'), { message: /^421/ });
  const again = await scene(t, { faults: [{ verb: 'RNTO', action: { kind: 'no-overwrite' } }] });
  again.server.files.put('/a', 'x');
  await t.throwsAsync(again.client.rename('a', 'b'), { message: /^550/ });
  await again.client.rename('a', 'b');
  t.deepEqual([server.files.paths(), again.server.files.paths()], [[], ['/b']]);
});

test('createFaultProxy rewrites listings', async (t) => {
  const { server, port } = await scene(t, {
    faults: [
      { verb: 'LIST', action: { kind: 'short-listing', entries: 2 } },
      { verb: 'MLSD', action: { kind: 'extra-names', names: ['../x'] } },
    ],
  });
  for (const name of ['a', 'b', 'c']) server.files.put(`/${name}`, '');
  const control = await RawControl.login(t, { ...server, port });
  const list = async (verb: string): Promise<[string[], string[]]> => {
    const dataPort = portOf(await control.command('EPSV'));
    control.send(`${verb}\r\n`);
    const text = await readData(dataPort);
    return [
      text
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(' ').at(-1)!),
      await control.replies(2),
    ];
  };
  const [short, [, reply]] = await list('LIST');
  t.deepEqual(short, ['a', 'b']);
  t.is(reply, '226 Output truncated to 2 matches.');
  t.deepEqual((await list('MLSD'))[0], ['a', 'b', 'c', '../x']);
});

test('createFaultProxy with rttMs costs what a real round trip does', async (t) => {
  const { server, port } = await scene(t, { rttMs: 40 });
  server.files.put('/a', 'x');
  const control = await RawControl.login(t, { ...server, port });
  const startMs = performance.now();
  const data = readData(portOf(await control.command('EPSV')));
  const afterEpsvMs = performance.now();
  control.send('RETR a\r\n');
  t.is(await data, 'x');
  const endMs = performance.now();
  t.true(afterEpsvMs - startMs >= 39, 'a command takes one round trip');
  t.true(endMs - afterEpsvMs >= 78, 'connecting and asking take two');
  t.true(endMs - startMs < 600);
});
