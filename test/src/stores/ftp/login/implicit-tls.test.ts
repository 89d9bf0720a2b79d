import test from 'ava';
import type { PluvioError } from '../../../../../src/domain/errors.js';
import { openFtpStore } from '../../../../../src/stores/ftp/store.js';
import { makeCertificate } from '../../../../support/servers/certificate.js';
import { bodyOf, collect, putFile, textOf } from '../../../../support/stores/store-fixture.js';
import { startEmbedded } from '../../../../support/stores/store-servers.js';
import { testUnless, whyNoCommand } from '../../../../support/needs.js';

for (const secure of ['implicit', 'explicit'] as const)
  testUnless(whyNoCommand('openssl', ['version']))(
    `a server that speaks TLS from the first byte on works where ${secure} TLS is asked for`,
    async (t) => {
      const certificate = await makeCertificate(t);
      const tls = { ...certificate, implicit: true };
      const { store, root, server, events } = await startEmbedded(t, { tls }, { secure, ca: certificate.cert });
      const entries = Array.from({ length: 20 }, (_, i) => putFile(root, `g/f${i}`, `${i}`.repeat(i)));
      t.is((await store.list('g')).entries.length, entries.length);
      const read = await collect(store.readMany(entries));
      t.deepEqual(
        read.map(({ bytes }) => bytes?.length),
        entries.map(({ sizeBytes }) => sizeBytes),
      );
      await store.write('G/new.csv', bodyOf('body'));
      t.is(await textOf(store.read({ path: 'G/new.csv', sizeBytes: 4, modifiedS: undefined })), 'body');
      t.deepEqual(
        events.map((event) => 'to' in event && event.to),
        secure === 'implicit' ? [] : ['implicit-tls'],
      );
      t.true((server.stats.commands['PROT'] ?? 0) > 0);
    },
  );

testUnless(whyNoCommand('openssl', ['version']))(
  'without TLS such a server is recognised, with what to write',
  async (t) => {
    const certificate = await makeCertificate(t);
    const { store, server } = await startEmbedded(t, { tls: { ...certificate, implicit: true } });
    const error = await t.throwsAsync<PluvioError>(store.list(''));
    t.is(error.code, 'STORE_UNREACHABLE');
    t.regex(error.message, /speaks TLS from the first byte on; use ftps:\/\/127\.0\.0\.1:\d+, or FTP_SECURE=implicit/);
    t.is(server.stats.commands['USER'], undefined);
  },
);

test('implicit TLS with a server that greets in clear is an error with what to write', async (t) => {
  const { store } = await startEmbedded(t, {}, { secure: 'implicit', timeoutMs: 5_000 });
  const error = await t.throwsAsync<PluvioError>(store.list(''));
  t.is(error.code, 'STORE_UNREACHABLE');
  t.regex(error.message, /does not speak TLS at once; use ftps:\/\/ without :990/);
});

testUnless(whyNoCommand('openssl', ['version']))(
  'a certificate that nobody vouches for is refused with implicit TLS too',
  async (t) => {
    const certificate = await makeCertificate(t);
    const { store, options } = await startEmbedded(
      t,
      { tls: { ...certificate, implicit: true } },
      { secure: 'implicit' },
    );
    t.false((await t.throwsAsync<PluvioError>(store.list(''))).transient);
    const trusting = openFtpStore({ ...options, ca: certificate.cert });
    t.teardown(() => trusting.close());
    t.true(await trusting.hasFolder(''));
  },
);

test('a server that wants TLS says so, and so do we', async (t) => {
  const action = { kind: 'refuse', code: 530, text: 'This server requires TLS' } as const;
  const { store } = await startEmbedded(t, { faults: [{ verb: 'USER', times: Infinity, action }] });
  await t.throwsAsync(store.list(''), { message: /requires TLS; use ftps:\/\/ or FTP_SECURE=true/ });
});
