import test from 'ava';
import { download, upload } from '../../support/bytes.js';
import { makeCertificate } from '../../support/certificate.js';
import { connect, startServer } from '../../support/ftp-server.js';
import { RawControl } from '../../support/raw-control.js';
import { testUnless, whyNoCommand } from '../../support/needs.js';

test('createFtpServer serves an ordinary client: upload, list, download, rename over a file, delete', async (t) => {
  const server = await startServer(t);
  const client = await connect(t, server);
  await client.ensureDir('/gauge/été 2024');
  await upload(client, 'a b.txt', 'one\n');
  await upload(client, 'c.txt', 'two\n');
  t.is(await client.size('a b.txt'), 4);
  t.deepEqual((await client.list()).map(({ name, size }) => [name, size]).sort(), [
    ['a b.txt', 4],
    ['c.txt', 4],
  ]);
  await client.rename('a b.txt', 'c.txt');
  t.is(await download(client, '/gauge/été 2024/c.txt'), 'one\n');
  t.is(await download(client, 'c.txt', 2), 'e\n');
  await client.remove('c.txt');
  await client.cdup();
  await client.removeEmptyDir('été 2024');
  t.deepEqual(await client.list(), []);
  t.deepEqual(server.files.paths(), []);
  t.is(server.stats.commands['STOR'], 2);
  t.like(server.stats.transfers, { uploads: 2, downloads: 2, listings: 2, receivedBytes: 8 });
});

test('createFtpServer gives dates to the second by MLSD and MDTM', async (t) => {
  const server = await startServer(t);
  server.files.put('/a.txt', 'x', 1_677_629_041);
  const client = await connect(t, server);
  const [entry] = await client.list();
  t.is(entry?.modifiedAt?.toISOString(), '2023-03-01T00:04:01.000Z');
  t.is((await client.lastMod('a.txt')).getTime(), 1_677_629_041_000);
});

test('createFtpServer with mlsd off is listed in Unix style', async (t) => {
  const server = await startServer(t, { features: { mlsd: false } });
  server.files.put('/sub/a b.txt', 'x', 1_677_629_041);
  const client = await connect(t, server);
  t.false((await client.features()).has('MLST'));
  t.like((await client.list())[0], { name: 'sub', isDirectory: true });
  t.like((await client.list('sub'))[0], { name: 'a b.txt', size: 1, isFile: true, modifiedAt: undefined });
});

test('createFtpServer lists 20,000 files whole', async (t) => {
  const server = await startServer(t);
  for (let i = 0; i < 20_000; i++) server.files.put(`/f/Hydropol_${i}.txt`, '');
  const client = await connect(t, server);
  t.is(new Set((await client.list('f')).map(({ name }) => name)).size, 20_000);
});

test('createFtpServer moves 30 MB both ways unharmed', async (t) => {
  const server = await startServer(t);
  const big = Buffer.alloc(30_000_000, 'ARCHIEST, 1677629040, 0, 0, 12.226\n');
  const client = await connect(t, server);
  await upload(client, 'big', big);
  t.true(big.equals(server.files.get('/big')!));
  t.true(big.equals(Buffer.from(await download(client, 'big'))));
});

test('createFtpServer refuses a wrong login, and everything before a login', async (t) => {
  const server = await startServer(t);
  server.files.put('/a.txt', 'x');
  await t.throwsAsync(connect(t, { ...server, password: 'wrong' }), { message: /^530/ });
  const control = await RawControl.open(t, server.port);
  for (const line of ['PWD', 'LIST', 'SIZE a.txt', 'DELE a.txt', 'EPSV', 'STOR b'])
    t.regex(await control.command(line), /^530 /, line);
  t.deepEqual(server.files.paths(), ['/a.txt']);
});

testUnless(whyNoCommand('openssl', ['version']))(
  'createFtpServer with TLS protects control and data connections',
  async (t) => {
    const tls = await makeCertificate(t);
    const server = await startServer(t, { tls });
    const client = await connect(t, server, { ca: tls.cert });
    await upload(client, 'a.txt', 'secret '.repeat(50_000));
    t.is((await client.list()).length, 1);
    t.is((await download(client, 'a.txt')).length, 350_000);
    t.like(server.stats.commands, { AUTH: 1, PBSZ: 1, PROT: 1 });
    await t.throwsAsync(connect(t, server, { ca: '' }), { message: /certificate/ });
  },
);

testUnless(whyNoCommand('openssl', ['version']))(
  'createFtpServer with TLS finishes the handshake of empty transfers',
  async (t) => {
    const tls = await makeCertificate(t);
    const server = await startServer(t, { tls });
    const client = await connect(t, server, { ca: tls.cert });
    for (let i = 0; i < 20; i++) {
      t.is((await client.list()).length, i);
      server.files.put(`/empty${i}`, '');
      t.is(await download(client, `empty${i}`), '');
    }
  },
);

testUnless(whyNoCommand('openssl', ['version']))(
  'createFtpServer under TLS drops commands that were sent in clear behind AUTH',
  async (t) => {
    const tls = await makeCertificate(t);
    const server = await startServer(t, { tls });
    const control = await RawControl.open(t, server.port);
    control.send(`AUTH TLS\r\nUSER ${server.user}\r\n`);
    t.regex(await control.reply(), /^234 /);
    t.is(server.stats.commands['USER'], undefined);
  },
);

test('createFtpServer turns away connections over maxConnections with 421', async (t) => {
  const server = await startServer(t, { maxConnections: 1 });
  const first = await connect(t, server);
  await t.throwsAsync(connect(t, server), { message: /^421/ });
  t.is(await first.pwd(), '/');
  t.deepEqual(server.stats.connections, { open: 1, total: 1, refused: 1 });
});

test('createFtpServer ends a silent control connection with 421', async (t) => {
  const server = await startServer(t, { idleTimeoutMs: 100 });
  // Silent from the start: a login may take longer than that on a busy machine.
  const control = await RawControl.open(t, server.port);
  t.regex(await control.reply(), /^421 /);
  t.is(await control.reply(), '');
});

test('createFtpServer with latencyMs costs a round trip for a command, one for many pipelined', async (t) => {
  const server = await startServer(t, { latencyMs: 40 });
  const control = await RawControl.login(t, server);
  const startMs = performance.now();
  control.send('NOOP\r\n'.repeat(20));
  await control.replies(20);
  const elapsedMs = performance.now() - startMs;
  t.true(elapsedMs >= 39 && elapsedMs < 400, `${elapsedMs} ms`);
});

test('createFtpServer close breaks what is open and frees the port', async (t) => {
  const server = await startServer(t);
  const control = await RawControl.login(t, server);
  await control.command('EPSV');
  await server.close();
  t.is(await control.reply(), '');
  await t.throwsAsync(connect(t, server), { message: /ECONNREFUSED/ });
});
