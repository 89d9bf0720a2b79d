import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import test from 'ava';
import type { PluvioError } from '../../../../../src/domain/errors.js';
import { openFtpStore } from '../../../../../src/stores/ftp/store.js';
import { makeCertificate } from '../../../../support/servers/certificate.js';
import { REAL_SERVERS, startRealServer, whyNot } from '../../../../support/servers/real-servers.js';
import { bodyOf, collect, putFile, textOf } from '../../../../support/stores/store-fixture.js';
import { startEmbedded, storeOn } from '../../../../support/stores/store-servers.js';
import { tempFolder } from '../../../../support/temp-folder.js';
import { until } from '../../../../support/until.js';
import { testUnless, whyNoCommand } from '../../../../support/needs.js';

test('a wrong password is told once, without the password', async (t) => {
  const password = 'sEcret/with?odd&signs';
  const { store, server } = await startEmbedded(t, {}, { password });
  const error = await t.throwsAsync<PluvioError>(store.list(''));
  t.is(error.code, 'STORE_UNREACHABLE');
  t.false(`${error.message}${error.stack ?? ''}${JSON.stringify(error)}${store.name}`.includes('sEcret'));
  t.is(server.stats.commands['PASS'], 1);
});

test('a server that repeats the password in its reply does not get it into an error', async (t) => {
  const password = 'sEcretPhrase';
  const faults = [{ verb: 'CWD', action: { kind: 'refuse', code: 553, text: `no ${password} here` } as const }];
  const { store } = await startEmbedded(t, { password, faults }, { password });
  const error = await t.throwsAsync<PluvioError>(store.list('x'));
  t.regex(error.message, /no \*\*\* here/);
});

test('a server that is not there is tried four times, with a jitter that doubles', async (t) => {
  const delays: number[] = [];
  const store = openFtpStore({
    host: '127.0.0.1',
    port: 1,
    user: 'u',
    password: 'p',
    root: '/',
    random: () => 0.5,
    sleep: (delayMs) => Promise.resolve(delays.push(delayMs)),
  });
  const error = await t.throwsAsync<PluvioError>(store.list(''));
  t.is(error.code, 'STORE_UNREACHABLE');
  t.true(error.transient);
  t.deepEqual(delays, [250, 500, 1000]);
  await t.throwsAsync(collect(store.readMany([{ path: 'a', sizeBytes: 1, modifiedS: 1 }])), {
    message: /ECONNREFUSED/,
  });
});

test('a login that is refused leaves its place to those who wait for it', async (t) => {
  const faults = [{ verb: 'USER', nth: 1, action: { kind: 'refuse', code: 550, text: 'Not now.' } as const }];
  const { store, root } = await startEmbedded(t, { faults }, { connections: 1 });
  const entry = putFile(root, 'a', 'x');
  const [first, second] = await Promise.allSettled([store.stat('a'), store.stat('a')]);
  t.is(first.status, 'rejected');
  t.deepEqual(second, { status: 'fulfilled', value: entry });
});

test('logins that many files will want are made while a folder is listed', async (t) => {
  const atList: number[] = [];
  const { store, root, server } = await startEmbedded(
    t,
    {
      latencyMs: 5,
      faults: ({ verb }) => {
        if (verb === 'MLSD') atList.push(server.stats.connections.total);
        return undefined;
      },
    },
    { connections: 4 },
  );
  putFile(root, 'g/a', 'x');
  t.true(await store.hasFolder('g'));
  t.is(server.stats.connections.total, 1, 'not before they are expected');
  store.expectMany?.();
  await store.list('g');
  t.deepEqual(atList, [4]);
  await store.list('g');
  t.is(server.stats.connections.total, 4);
});

test('a server that takes one login is asked for others once, and loses no file by it', async (t) => {
  const { store, root, server, events } = await startEmbedded(t, { maxConnections: 1 }, { connections: 4 });
  const entries = Array.from({ length: 20 }, (_, i) => putFile(root, `g/${i}`, `content ${i}`));
  store.expectMany?.();
  const { entries: listed } = await store.list('g');
  t.is(listed.length, entries.length);
  const results = await collect(store.readMany(entries));
  t.deepEqual(
    results.map(({ bytes }) => bytes && Buffer.from(bytes).toString()),
    entries.map((_, i) => `content ${i}`),
  );
  t.true(server.stats.connections.refused <= 3);
  t.deepEqual(new Set(events.map(({ kind }) => kind)), new Set(['pool-shrunk']));
});

test('a store that is closed waits for no login that it began ahead', async (t) => {
  const faults = ({ verb, nth }: { verb: string; nth: number }): { kind: 'silence' } | undefined =>
    verb === 'PASS' && nth > 1 ? { kind: 'silence' } : undefined;
  const { store, root, server } = await startEmbedded(t, { faults }, { connections: 4 });
  putFile(root, 'a', 'x');
  store.expectMany?.();
  await store.list('');
  await until(() => server.stats.commands['PASS']! > 1);
  const beganMs = performance.now();
  await store.close();
  await until(() => server.stats.connections.open === 0);
  // The server never answers the others: whoever waits for them waits until their time is over.
  t.true(performance.now() - beganMs < 5000);
});

test('a single look comes between the files that are read', async (t) => {
  const order: string[] = [];
  const faults = ({ verb }: { verb: string }): undefined => void order.push(verb);
  const { store, root } = await startEmbedded(t, { faults }, { connections: 1 });
  const entries = Array.from({ length: 40 }, (_, i) => putFile(root, `g/${i}`, 'x'));
  const results = store.readMany(entries)[Symbol.asyncIterator]();
  const first = results.next();
  t.truthy(await store.stat('g/0'));
  await first;
  while ((await results.next()).done !== true);
  t.is(order.filter((verb) => verb === 'RETR').length, 40);
  t.true(order.lastIndexOf('RETR') > order.indexOf('SIZE'));
});

test('an idle connection that the server closed is replaced', async (t) => {
  const { store, root, server } = await startEmbedded(t, { idleTimeoutMs: 1000 });
  const entry = putFile(root, 'a', 'x');
  t.deepEqual(await store.stat('a'), entry);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  t.deepEqual(await store.stat('a'), entry);
  t.is(server.stats.connections.total, 2);
});

test('a root relative to the login folder works', async (t) => {
  const { root, options } = await startEmbedded(t);
  const entry = putFile(root, 'g/a.txt', 'x');
  const store = openFtpStore({ ...options, root: './root/' });
  t.teardown(() => store.close());
  t.deepEqual(await store.stat('g/a.txt'), entry);
  t.deepEqual((await store.list('g')).entries, [entry]);
});

test('a root of several folders that are not there yet is made by the first write', async (t) => {
  const { options } = await startEmbedded(t);
  for (const root of ['/new/deep/root', 'newer/deep/root']) {
    const store = openFtpStore({ ...options, root });
    t.teardown(() => store.close());
    t.false(await store.hasFolder(''));
    await store.write('g/a.txt', bodyOf('x'));
    t.true(await store.hasFolder(''));
    t.is((await store.list('g')).entries.length, 1);
  }
});

testUnless(whyNoCommand('openssl', ['version']))(
  'a certificate that nobody vouches for is refused at once; with its authority all operations work',
  async (t) => {
    const certificate = await makeCertificate(t);
    const { store, root, server, options } = await startEmbedded(t, { tls: certificate }, { secure: true });
    const error = await t.throwsAsync<PluvioError>(store.list(''));
    t.is(error.code, 'STORE_UNREACHABLE');
    t.false(error.transient);
    t.is(server.stats.commands['USER'], undefined);
    const trusting = openFtpStore({ ...options, ca: certificate.cert });
    t.teardown(() => trusting.close());
    t.regex(trusting.name, /^ftps:/);
    await exercise(trusting, root, t);
  },
);

for (const name of REAL_SERVERS)
  testUnless(whyNot(name) ?? whyNoCommand('openssl', ['version']))(`explicit TLS works with ${name}`, async (t) => {
    const certificate = await makeCertificate(t);
    const folder = tempFolder(t);
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    writeFileSync(keyFile, certificate.key, { mode: 0o600 });
    writeFileSync(certFile, certificate.cert);
    const server = await startRealServer(name, { tls: { keyFile, certFile } });
    t.teardown(() => server.stop());
    const { store, root, events } = storeOn(t, server, { secure: true, ca: certificate.cert });
    await exercise(store, root, t);
    t.log(JSON.stringify(events));
  });

async function exercise(
  store: ReturnType<typeof openFtpStore>,
  root: string,
  t: import('ava').ExecutionContext,
): Promise<void> {
  const entries = Array.from({ length: 50 }, (_, i) => putFile(root, `g/f${i}`, `${i}`.repeat(i)));
  const read = await collect(store.readMany(entries));
  t.deepEqual(
    read.map(({ bytes }) => bytes?.length),
    entries.map(({ sizeBytes }) => sizeBytes),
  );
  t.is((await store.list('g')).entries.length, 50);
  await store.write('G/new.csv', bodyOf('body'.repeat(50_000)));
  t.is((await textOf(store.read({ path: 'G/new.csv', sizeBytes: 200_000, modifiedS: undefined }))).length, 200_000);
  const removed = await collect(store.removeMany(entries, { leaveFirst: true }));
  t.true(removed.every(({ outcome }) => outcome === 'removed'));
}
