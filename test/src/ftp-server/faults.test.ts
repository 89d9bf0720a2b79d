import test from 'ava';
import { Collector, download, upload } from '../../support/bytes.js';
import { connect, nowS, startServer } from '../../support/ftp-server.js';
import { portOf, RawControl, readData } from '../../support/raw-control.js';
import { createMemoryBackend, faultFunction } from '../../../src/ftp-server/index.js';

test('faultFunction strikes once by default, by verb, path and count', (t) => {
  const action = { kind: 'silence' } as const;
  const strike = faultFunction([
    { verb: 'DELE', path: /\.txt$/, action },
    { verb: 'RETR', nth: 2, action },
    { verb: 'STOR', path: '/a', times: 2, action },
  ]);
  t.is(strike({ verb: 'DELE', path: '/a.csv', nth: 1 }), undefined);
  t.is(strike({ verb: 'DELE', path: '/a.txt', nth: 2 }), action);
  t.is(strike({ verb: 'DELE', path: '/a.txt', nth: 3 }), undefined);
  t.is(strike({ verb: 'RETR', path: '/a', nth: 1 }), undefined);
  t.is(strike({ verb: 'RETR', path: '/a', nth: 2 }), action);
  t.deepEqual(
    [1, 2, 3].map((nth) => strike({ verb: 'STOR', path: '/a', nth })),
    [action, action, undefined],
  );
});

for (const code of [421, 452, 530, 550, 552, 553])
  test(`fault refuse answers ${code} and does nothing`, async (t) => {
    const server = await startServer(t, { faults: [{ verb: 'DELE', action: { kind: 'refuse', code } }] });
    server.files.put('/a', 'x');
    const client = await connect(t, server);
    await t.throwsAsync(client.remove('a'), { message: new RegExp(`^${code}`) });
    t.deepEqual(server.files.paths(), ['/a']);
    if (code === 421) await t.throwsAsync(client.remove('a'));
    else await client.remove('a');
    t.is(server.files.paths().length, code === 421 ? 1 : 0);
  });

for (const verb of ['STOR', 'RETR', 'MLSD'])
  test(`fault refuse of ${verb} is seen by the client, which can go on`, async (t) => {
    const server = await startServer(t, { faults: [{ verb, action: { kind: 'refuse', code: 452 } }] });
    server.files.put('/a', 'x');
    const control = await RawControl.login(t, server);
    control.send(`EPSV\r\n${verb} a\r\nNOOP\r\n`);
    const [, refusal, noop] = await control.replies(3);
    t.regex(refusal!, /^452 /);
    t.regex(noop!, /^200 /);
    const client = await connect(t, server);
    t.is(await download(client, 'a'), 'x');
  });

test('fault refuse of an upload reaches an ordinary client as what it is', async (t) => {
  const server = await startServer(t, { faults: [{ verb: 'STOR', action: { kind: 'refuse', code: 452 } }] });
  const client = await connect(t, server);
  await t.throwsAsync(upload(client, 'a', 'x'), { message: /^452/ });
  await upload(client, 'a', 'x');
  t.deepEqual(server.files.paths(), ['/a']);
});

test('fault cut/end truncates a download and still answers 226', async (t) => {
  const server = await startServer(t, {
    faults: [{ verb: 'RETR', action: { kind: 'cut', afterBytes: 3, how: 'end' } }],
  });
  server.files.put('/a', 'whole');
  const client = await connect(t, server);
  t.is(await download(client, 'a'), 'who');
  t.is(await download(client, 'a'), 'whole');
});

for (const afterBytes of [0, 100_000])
  test(`fault cut/reset breaks a download after ${afterBytes} bytes`, async (t) => {
    const server = await startServer(t, {
      faults: [{ verb: 'RETR', action: { kind: 'cut', afterBytes, how: 'reset' } }],
    });
    server.files.put('/a', Buffer.alloc(1_000_000));
    const client = await connect(t, server);
    const collector = new Collector();
    await t.throwsAsync(client.downloadTo(collector, 'a'));
    t.true(collector.sizeBytes <= afterBytes, `${collector.sizeBytes}`);
  });

test('fault cut/reset breaks a download under code 226 too', async (t) => {
  const server = await startServer(t, {
    faults: [{ verb: 'RETR', action: { kind: 'cut', afterBytes: 0, how: 'reset', code: 226 } }],
  });
  server.files.put('/a', 'x');
  const control = await RawControl.login(t, server);
  const client = await connect(t, server);
  await t.throwsAsync(download(client, 'a'), { message: /ECONNRESET/ });
  t.regex(await control.command('NOOP'), /^200/);
});

test('fault cut/end stores part of an upload and answers 226', async (t) => {
  const server = await startServer(t, {
    faults: [{ verb: 'STOR', action: { kind: 'cut', afterBytes: 1000, how: 'end' } }],
  });
  const client = await connect(t, server);
  await upload(client, 'a', Buffer.alloc(300_000));
  t.is(server.files.get('/a')?.length, 1000);
});

test('fault cut with code 452 is a disk that fills up in the middle of an upload', async (t) => {
  const server = await startServer(t, {
    faults: [{ verb: 'STOR', action: { kind: 'cut', afterBytes: 10, how: 'end', code: 452 } }],
  });
  const client = await connect(t, server);
  await t.throwsAsync(upload(client, 'a', 'x'.repeat(50)), { message: /^452/ });
  t.is(server.files.get('/a')?.length, 10);
});

test('fault cut/reset breaks an upload and leaves what arrived', async (t) => {
  const server = await startServer(t, {
    faults: [{ verb: 'STOR', action: { kind: 'cut', afterBytes: 1000, how: 'reset' } }],
  });
  const client = await connect(t, server);
  await t.throwsAsync(upload(client, 'a', Buffer.alloc(5_000_000)));
  t.is(server.files.get('/a')?.length, 1000);
});

test('fault silence does the work but never answers', async (t) => {
  const server = await startServer(t, { faults: [{ verb: 'STOR', action: { kind: 'silence' } }] });
  const client = await connect(t, server, { timeoutMs: 300 });
  await t.throwsAsync(upload(client, 'a', 'x'), { message: /Timeout/ });
  t.is(server.files.get('/a')?.length, 1);
});

test('fault answer does the work but gives another reply', async (t) => {
  const server = await startServer(t, { faults: [{ verb: 'DELE', action: { kind: 'answer', code: 451 } }] });
  server.files.put('/a', 'x');
  const client = await connect(t, server);
  await t.throwsAsync(client.remove('a'), { message: /^451/ });
  t.deepEqual(server.files.paths(), []);
});

test('fault disconnect breaks the control connection before the work', async (t) => {
  const server = await startServer(t, { faults: [{ verb: 'RNTO', action: { kind: 'disconnect' } }] });
  server.files.put('/a', 'x');
  const client = await connect(t, server);
  await t.throwsAsync(client.rename('a', 'b'));
  t.true(client.closed);
  t.deepEqual(server.files.paths(), ['/a']);
});

test('fault delay does the work later', async (t) => {
  const server = await startServer(t, { faults: [{ verb: 'NOOP', action: { kind: 'delay', delayMs: 60 } }] });
  const control = await RawControl.login(t, server);
  const startMs = performance.now();
  await control.command('NOOP');
  t.true(performance.now() - startMs >= 59);
});

test('fault wrong-address gives another host in PASV', async (t) => {
  const server = await startServer(t, {
    features: { epsv: false },
    faults: [{ verb: 'PASV', action: { kind: 'wrong-address', host: '192.0.2.7' } }],
  });
  const control = await RawControl.login(t, server);
  t.regex(await control.command('EPSV'), /^502 /);
  t.regex(await control.command('PASV'), /^227 .*\(192,0,2,7,\d+,\d+\)/);
  t.regex(await control.command('PASV'), /^227 .*\(127,0,0,1,\d+,\d+\)/);
});

for (const verb of ['LIST', 'MLSD', 'NLST'])
  test(`fault extra-names puts hostile names into ${verb} as they are`, async (t) => {
    const names = ['../x', '/etc/passwd', 'a\r\nb'];
    const server = await startServer(t, { faults: [{ verb, action: { kind: 'extra-names', names } }] });
    server.files.put('/honest', '');
    const control = await RawControl.login(t, server);
    const port = portOf(await control.command('EPSV'));
    control.send(`${verb}\r\n`);
    const listing = await readData(port);
    for (const name of ['honest', ...names]) t.true(listing.includes(`${name}\r\n`), name);
  });

test('fault short-listing cuts a listing and says so in the reply', async (t) => {
  const server = await startServer(t, { faults: [{ verb: 'MLSD', action: { kind: 'short-listing', entries: 2 } }] });
  for (const name of ['a', 'b', 'c']) server.files.put(`/${name}`, '');
  const client = await connect(t, server);
  const said: string[] = [];
  client.ftp.log = (message) => said.push(message);
  client.ftp.verbose = true;
  t.is((await client.list()).length, 2);
  t.true(said.some((line) => line.includes('226 Output truncated to 2 matches')));
  t.is((await client.list()).length, 3);
});

test('fault no-overwrite refuses RNTO over a file, and only that', async (t) => {
  const server = await startServer(t, { faults: [{ verb: 'RNTO', times: 2, action: { kind: 'no-overwrite' } }] });
  server.files.put('/a', 'new');
  server.files.put('/b', 'old');
  const client = await connect(t, server);
  await t.throwsAsync(client.rename('a', 'b'), { message: /^550/ });
  await client.rename('a', 'c');
  t.deepEqual(server.files.paths(), ['/b', '/c']);
});

test('a fault function can change a file between two commands', async (t) => {
  const files = createMemoryBackend({ nowS });
  files.put('/a', 'old');
  const server = await startServer(t, {
    backend: files,
    faults: ({ verb, path }) => {
      if (verb === 'RETR') files.put(path, 'grown');
      return undefined;
    },
  });
  const client = await connect(t, server);
  t.is(await client.size('a'), 3);
  t.is(await download(client, 'a'), 'grown');
});
