import test, { type ExecutionContext } from 'ava';
import type { PluvioError } from '../../../../../src/domain/errors.js';
import type { FtpHabits } from '../../../../../fixtures/ftp-server/index.js';
import { openFtpStore, ServerMemory } from '../../../../../src/stores/ftp/store.js';
import { blackHole } from '../../../../support/servers/black-hole.js';
import { bodyOf, collect, putFile, textOf } from '../../../../support/stores/store-fixture.js';
import { startEmbedded, type EmbeddedUnderTest } from '../../../../support/stores/store-servers.js';

/** Lists, reads, writes and deletes; everything must work, in time. */
async function works(t: ExecutionContext, { store, root }: EmbeddedUnderTest): Promise<void> {
  const entries = Array.from({ length: 30 }, (_, i) => putFile(root, `g/f${i}.txt`, `content ${i}`));
  t.is((await store.list('g')).entries.length, entries.length);
  const read = await collect(store.readMany(entries));
  t.deepEqual(
    read.map(({ bytes }) => bytes && Buffer.from(bytes).toString()),
    entries.map((_, i) => `content ${i}`),
  );
  await store.write('G/new.csv', bodyOf('body'));
  t.is(await textOf(store.read({ path: 'G/new.csv', sizeBytes: 4, modifiedS: undefined })), 'body');
  const removed = await collect(store.removeMany(entries));
  t.true(removed.every(({ outcome }) => outcome === 'removed'));
}

const EXTENDED: Readonly<Record<string, FtpHabits['extendedPassive']>> = {
  'another delimiter': (port) => ({ code: 229, text: `Entering Extended Passive Mode (!!!${port}!)` }),
  'a protocol and an address': (port) => ({
    code: 229,
    text: `Entering Extended Passive Mode (|1|127.0.0.1|${port}|)`,
  }),
  'no brackets': (port) => ({ code: 229, text: `Extended Passive Mode OK |||${port}|` }),
};

for (const [what, extendedPassive] of Object.entries(EXTENDED))
  test(`EPSV is understood with ${what}`, async (t) => {
    const under = await startEmbedded(t, { habits: { extendedPassive: extendedPassive! } });
    await works(t, under);
    t.deepEqual(under.events, []);
  });

const CLOSED_PORT = 1;

const PLAINER: Readonly<Record<string, FtpHabits['extendedPassive']>> = {
  'refused by a 425': () => ({ code: 425, text: "Can't open passive connection" }),
  'refused by a 500': () => ({ code: 500, text: 'EPSV not understood' }),
  'answered by a 200 without a port': () => ({ code: 200, text: 'EPSV command okay' }),
  'answered by a port that refuses connections': () => ({ code: 229, text: `Entering (|||${CLOSED_PORT}|)` }),
};

for (const [what, extendedPassive] of Object.entries(PLAINER))
  test(`PASV is used where EPSV is ${what}, and remembered`, async (t) => {
    const under = await startEmbedded(t, { habits: { extendedPassive: extendedPassive! } });
    await works(t, under);
    t.deepEqual(
      under.events.filter(({ kind }) => kind === 'fallback').map((event) => 'to' in event && event.to),
      ['pasv'],
    );
    t.is(under.server.stats.commands['EPSV'], 1);
  });

test('PASV is used where connections to the port of EPSV hang, after seconds, and known to other stores', async (t) => {
  const hole = await blackHole(t);
  const extendedPassive = (): { code: number; text: string } => ({ code: 229, text: `Entering (|||${hole}|)` });
  const servers = new ServerMemory();
  const startedMs = performance.now();
  const under = await startEmbedded(t, { habits: { extendedPassive } }, { servers });
  await works(t, under);
  t.true(performance.now() - startedMs < 20_000);
  t.is(under.server.stats.commands['EPSV'], 1);
  const other = openFtpStore({ ...under.options, servers });
  t.teardown(() => other.close());
  await other.list('g');
  t.is(under.server.stats.commands['EPSV'], 1);
});

test('a port that cannot be reached once is no reason to ask otherwise where others were', async (t) => {
  let strikes = 0;
  const extendedPassive = (port: number): { code: number; text: string } => ({
    code: 229,
    text: `Entering (|||${strikes++ === 3 ? CLOSED_PORT : port}|)`,
  });
  const under = await startEmbedded(t, { habits: { extendedPassive } });
  await works(t, under);
  t.is(under.server.stats.commands['PASV'], undefined);
});

test('neither EPSV nor PASV within reach is an error that says so', async (t) => {
  const hole = await blackHole(t);
  const text = `Entering (|||${hole}|)`;
  const passive = `Entering Passive Mode (127,0,0,1,${hole >> 8},${hole & 255})`;
  const faults = [{ verb: 'PASV', times: Infinity, action: { kind: 'answer', code: 227, text: passive } as const }];
  const under = await startEmbedded(
    t,
    { habits: { extendedPassive: () => ({ code: 229, text }) }, faults },
    { timeoutMs: 3000 },
  );
  const error = await t.throwsAsync<PluvioError>(under.store.list(''));
  t.is(error.code, 'STORE_UNREACHABLE');
  t.regex(error.message, /no connection to port \d+ of the server in time/);
});
