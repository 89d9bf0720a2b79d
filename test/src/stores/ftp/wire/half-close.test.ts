import type { Entry, Store } from '../../../../../src/domain/storage/store.js';
import type { FtpEvent } from '../../../../../src/stores/ftp/options.js';
import { createFaultProxy } from '../../../../support/servers/fault-proxy.js';
import { relayGreeting } from '../../../../support/servers/greeting-relay.js';
import { REAL_SERVERS, whyNot } from '../../../../support/servers/real-servers.js';
import { collect, putFile } from '../../../../support/stores/store-fixture.js';
import { realServer, storeOn } from '../../../../support/stores/store-servers.js';
import { testUnless } from '../../../../support/needs.js';

const FILES = 120;
const contentOf = (i: number): string => `${String(i).padStart(4, '0')}, 1677629040, 0, 0, 12.226\n`.repeat(5);
const WHOLE = Array.from({ length: FILES }, (_, i) => contentOf(i));

const putFiles = (root: string): Entry[] => WHOLE.map((content, i) => putFile(root, `g/f${i}.txt`, content));

async function readAll(store: Store, entries: readonly Entry[]): Promise<string[]> {
  const results = await collect(store.readMany(entries));
  return results.map(({ bytes, error }) => (bytes ? Buffer.from(bytes).toString() : String(error)));
}

const fallbacks = (events: readonly FtpEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'fallback' ? [event.to] : []));

for (const name of REAL_SERVERS)
  testUnless(whyNot(name))(`files come whole over data connections that we end first: ${name}`, async (t) => {
    const server = await realServer(t, name);
    // What calls itself ProFTPD is sent our end first.
    const port = await relayGreeting(t, server.port, () => '220 ProFTPD\r\n');
    const { store, root, events } = storeOn(t, { ...server, port });
    t.deepEqual(await readAll(store, putFiles(root)), WHOLE);
    t.false(fallbacks(events).includes('no-half-close'));
  });

testUnless(whyNot('proftpd'))(
  'ProFTPD has our end of a data connection before it sends, also through a relay',
  async (t) => {
    const server = await realServer(t, 'proftpd');
    const proxy = await createFaultProxy({ port: server.port });
    t.teardown(() => proxy.close());
    const { store, root, events } = storeOn(t, { ...server, port: proxy.port });
    t.deepEqual(await readAll(store, putFiles(root)), WHOLE);
    t.deepEqual(events, []);
  },
);

testUnless(whyNot('proftpd'))(
  'a file cut short under a 226 is read again, with the data connection left open',
  async (t) => {
    const server = await realServer(t, 'proftpd');
    const proxy = await createFaultProxy({
      port: server.port,
      faults: [{ verb: 'RETR', path: /f5\.txt$/, action: { kind: 'cut', afterBytes: 70, how: 'end' } }],
    });
    t.teardown(() => proxy.close());
    const { store, root, events } = storeOn(t, { ...server, port: proxy.port });
    t.deepEqual(await readAll(store, putFiles(root)), WHOLE);
    t.deepEqual(fallbacks(events), ['no-half-close']);
  },
);
