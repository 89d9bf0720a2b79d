import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import test, { type ExecutionContext } from 'ava';
import type { Entry } from '../../../../src/domain/store.js';
import { SendAhead } from '../../../../src/stores/ftp/send-ahead.js';
import { REAL_SERVERS, startRealServer, whyNot, type RealServer } from '../../../support/real-servers.js';
import { collect, putFile } from '../../../support/store-fixture.js';
import { storeOn } from '../../../support/store-servers.js';

const FILES = 120;
const contentOf = (i: number): string => `${String(i).padStart(4, '0')}, 1677629040, 0, 0, 12.226\n`.repeat(5);
const WHOLE = Array.from({ length: FILES }, (_, i) => contentOf(i));

const putFiles = (root: string): Entry[] => WHOLE.map((content, i) => putFile(root, `g/f${i}.txt`, content));

for (const name of REAL_SERVERS)
  test(`small files are read ahead on ${name}, which takes no offence`, async (t) => {
    const why = whyNot(name);
    if (why) {
      t.log(`SKIPPED: ${why}`);
      t.pass();
      return;
    }
    const server = await startRealServer(name);
    t.teardown(server.stop);
    const { store, root, events } = storeOn(t, server);
    const results = await collect(store.readMany(putFiles(root)));
    t.deepEqual(
      results.map(({ bytes }) => bytes && Buffer.from(bytes).toString()),
      WHOLE,
    );
    t.deepEqual(events, []);
  });

test('a server that refuses commands while it sends, and does not say its name, is asked by the packet', async (t) => {
  const why = whyNot('pure-ftpd');
  if (why) {
    t.log(`SKIPPED: ${why}`);
    t.pass();
    return;
  }
  const server = await startRealServer('pure-ftpd');
  t.teardown(server.stop);
  const { store, root, events } = storeOn(t, await withoutName(t, server));
  const results = await collect(store.readMany(putFiles(root)));
  t.deepEqual(
    results.map(({ bytes }) => bytes && Buffer.from(bytes).toString()),
    WHOLE,
  );
  t.deepEqual(
    events.map((event) => event.kind === 'fallback' && event.to),
    ['packets'],
  );
});

/** The same server, whose greeting does not tell what it is. */
async function withoutName(t: ExecutionContext, server: RealServer): Promise<RealServer> {
  const relay = createServer((client) => {
    const upstream = connect(server.port, '127.0.0.1');
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    client.pipe(upstream);
    upstream.once('data', (greeting) => {
      client.write(greeting.toString('latin1').replaceAll('Pure-FTPd', 'some server'));
      upstream.pipe(client);
    });
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => relay.close());
  return { ...server, port: (relay.address() as AddressInfo).port };
}

const COMMAND = `RETR /${'f'.repeat(86)}`;

/** How many of many transfers are begun at once, then after one, and after all of them have ended. */
function begun(ahead: SendAhead, share?: number): readonly number[] {
  let underWay = 0;
  const fill = (): number => {
    const before = underWay;
    while (ahead.admits(underWay, COMMAND, share)) underWay++;
    return underWay - before;
  };
  const atOnce = fill();
  underWay--;
  const afterOne = fill();
  underWay = 0;
  return [atOnce, afterOne, fill()];
}

test('a packet holds what fits into a segment, and nothing is added to it', (t) => {
  const abilities = { pipelining: true, readAhead: 'packets' } as const;
  t.deepEqual(begun(new SendAhead(abilities)), [13, 0, 13]);
  t.deepEqual(begun(new SendAhead(abilities), 4), [4, 0, 4]);
});

test('a packet that has left takes no more, whatever room it had', (t) => {
  const ahead = new SendAhead({ pipelining: true, readAhead: 'packets' });
  t.true(ahead.admits(0, COMMAND));
  ahead.close();
  t.false(ahead.admits(1, COMMAND));
  t.true(ahead.admits(0, COMMAND));
});

test('others are asked for one ahead, or none', (t) => {
  t.deepEqual(begun(new SendAhead({ pipelining: true, readAhead: 'steady' })), [2, 1, 2]);
  t.deepEqual(begun(new SendAhead({ pipelining: true, readAhead: 'none' })), [1, 1, 1]);
  t.deepEqual(begun(new SendAhead({ pipelining: false, readAhead: 'steady' })), [1, 1, 1]);
});
