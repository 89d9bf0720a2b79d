import test from 'ava';
import type { Entry, Store } from '../../../../../src/domain/storage/store.js';
import type { FaultAction, FaultFunction } from '../../../../../fixtures/ftp-server/index.js';
import { withDefaults, type FtpEvent } from '../../../../../src/stores/ftp/options.js';
import { Pool } from '../../../../../src/stores/ftp/login/pool.js';
import { openFtpStore } from '../../../../../src/stores/ftp/store.js';
import { isWorthTrying } from '../../../../../src/stores/ftp/wire/try-active.js';
import { relayFar } from '../../../../support/servers/far-server.js';
import { createFaultProxy } from '../../../../support/servers/fault-proxy.js';
import { REAL_SERVERS, whyNot } from '../../../../support/servers/real-servers.js';
import { collect, putFile } from '../../../../support/stores/store-fixture.js';
import { realServer, startEmbedded, storeOn } from '../../../../support/stores/store-servers.js';
import { testUnless } from '../../../../support/needs.js';

/** With 4 connections a round trip less for each of so many files saves three quarters of a second. */
const FILES = 300;
const RTT_MS = 10;
const CONNECTIONS = 4;

const contentOf = (i: number): string => `${String(i).padStart(4, '0')}, 1677629040, 0, 0, 12.226\n`;
const contents = (count = FILES): string[] => Array.from({ length: count }, (_, i) => contentOf(i));
const putFiles = (root: string, count = FILES): Entry[] =>
  contents(count).map((content, i) => putFile(root, `g/f${i}.txt`, content));

async function texts(store: Store, entries: readonly Entry[]): Promise<(string | undefined)[]> {
  const results = await collect(store.readMany(entries));
  return results.map(({ bytes }) => bytes && Buffer.from(bytes).toString());
}

for (const name of REAL_SERVERS)
  testUnless(whyNot(name), test.serial)(
    `many files of a far ${name} come right, over connections from the server where that saves anything`,
    async (t) => {
      const server = await realServer(t, name);
      const far = await relayFar(t, server.port, RTT_MS);
      const { store, root, events } = storeOn(t, { ...server, port: far.port }, { connections: CONNECTIONS });
      t.deepEqual(await texts(store, putFiles(root)), contents());
      t.deepEqual(events, []);
      const asked = far.asked('EPRT');
      t.is(asked + far.asked('EPSV'), FILES);
      if (name === 'proftpd') t.is(asked, 0);
      else t.true(asked > FILES / 2, `${asked} of ${FILES}`);
    },
  );

const UNWORTHY = {
  'few files': { files: 20, latencyMs: RTT_MS, store: {} },
  'a near server': { files: FILES / 2, latencyMs: 0, store: {} },
  'FTP_ACTIVE=false': { files: FILES, latencyMs: RTT_MS, store: { active: false } },
  'a single connection': { files: FILES / 4, latencyMs: RTT_MS, store: { connections: 1 } },
};

for (const [what, { files, latencyMs, store: options }] of Object.entries(UNWORTHY))
  test.serial(`no server is asked to connect to us for ${what}`, async (t) => {
    const { store, root, server } = await startEmbedded(t, { latencyMs }, { connections: CONNECTIONS, ...options });
    const entries = putFiles(root, files);
    // On a busy machine a near server may seem far, when it is asked only once.
    await store.list('g');
    t.deepEqual(await texts(store, entries), contents(files));
    t.is(server.stats.commands['EPRT'], undefined);
  });

test.serial('no server is asked to connect to us that has no room for one login more', async (t) => {
  const { store, root, server, events } = await startEmbedded(
    t,
    { latencyMs: RTT_MS, maxConnections: 2 },
    { connections: CONNECTIONS },
  );
  t.deepEqual(await texts(store, putFiles(root)), contents());
  t.deepEqual([...new Set(events.map(({ kind }) => kind))], ['pool-shrunk']);
  t.is(server.stats.commands['EPRT'], undefined);
});

test('no server is asked to connect to us under TLS', (t) => {
  const options = { host: 'h', user: 'u', password: 'p', root: '/' };
  t.is(withDefaults(options).active, 'auto');
  t.false(withDefaults({ ...options, secure: true, active: true }).active);
});

test('isWorthTrying: no near server, whatever the number of files', (t) => {
  const pool = new Pool(withDefaults({ host: 'h', user: 'u', password: 'p', root: '/' }));
  const worth = (roundTripMs: number, files: number): boolean => {
    pool.abilities.roundTripMs = roundTripMs;
    return isWorthTrying(pool, files);
  };
  t.deepEqual([worth(4.9, 100_000), worth(5, 100), worth(5, 99), worth(100, 5)], [false, true, false, true]);
});

/** What a server does to the first EPRT, and to the RETR that comes with it. */
const REFUSALS: Record<string, readonly [FaultAction, FaultAction?]> = {
  refuses: [{ kind: 'refuse', code: 500, text: 'Illegal EPRT command.' }],
  'says yes and does nothing': [{ kind: 'refuse', code: 200 }, { kind: 'silence' }],
  'says yes and then that it cannot': [
    { kind: 'refuse', code: 200 },
    { kind: 'refuse', code: 425 },
  ],
  'says nothing': [{ kind: 'silence' }],
  'breaks off': [{ kind: 'disconnect' }],
  'finds no such file': [
    { kind: 'refuse', code: 200 },
    { kind: 'refuse', code: 550 },
  ],
};

/** The RETR that is sent with an EPRT is the next command of all. */
function faultOfTrial([eprt, retr]: readonly [FaultAction, FaultAction?]): FaultFunction {
  let before = '';
  return ({ verb }) => {
    const isTried = verb === 'RETR' && before === 'EPRT';
    before = verb;
    return verb === 'EPRT' ? eprt : isTried ? retr : undefined;
  };
}

for (const [what, faults] of Object.entries(REFUSALS))
  test.serial(
    `a server that ${what} when it is asked to connect to us is connected to, and not asked again`,
    async (t) => {
      const embedded = await startEmbedded(t);
      const proxy = await createFaultProxy({
        port: embedded.server.port,
        rttMs: 3 * RTT_MS,
        faults: faultOfTrial(faults),
      });
      t.teardown(() => proxy.close());
      const events: FtpEvent[] = [];
      const store = openFtpStore({
        ...embedded.options,
        port: proxy.port,
        connections: CONNECTIONS,
        onEvent: (event) => events.push(event),
      });
      t.teardown(() => store.close());
      const startMs = performance.now();
      t.deepEqual(await texts(store, putFiles(embedded.root, FILES / 3)), contents(FILES / 3));
      // The second of the trial's patience, and as much again and more for the files.
      const tookMs = performance.now() - startMs;
      t.true(tookMs < 4_500, `${tookMs} ms`);
      t.is(proxy.commands['EPRT'], 1);
      t.deepEqual(events, []);
    },
  );

testUnless(whyNot('vsftpd'), test.serial)(
  'a server that connects to us no more is connected to, and that is told',
  async (t) => {
    const server = await realServer(t, 'vsftpd');
    const faults: FaultFunction = ({ verb, nth }) =>
      verb === 'EPRT' && nth > 50 ? { kind: 'refuse', code: 500 } : undefined;
    const proxy = await createFaultProxy({ port: server.port, rttMs: RTT_MS, faults });
    t.teardown(() => proxy.close());
    const { store, root, events } = storeOn(t, { ...server, port: proxy.port }, { connections: CONNECTIONS });
    t.deepEqual(await texts(store, putFiles(root)), contents());
    t.deepEqual(events, [{ kind: 'fallback', to: 'passive', reason: '500 Refused.' }]);
  },
);
