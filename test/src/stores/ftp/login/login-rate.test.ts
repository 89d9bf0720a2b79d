import { FTPError } from 'basic-ftp';
import test, { type ExecutionContext } from 'ava';
import type { PluvioError } from '../../../../../src/domain/errors.js';
import type { Store } from '../../../../../src/domain/storage/store.js';
import { reply } from '../../../../../fixtures/ftp-server/reply.js';
import type { FtpEvent } from '../../../../../src/stores/ftp/options.js';
import { openFtpStore, ServerMemory } from '../../../../../src/stores/ftp/store.js';
import { pauseAfter } from '../../../../../src/stores/ftp/login/login-rate.js';
import { startServer, type TestServer } from '../../../../support/servers/ftp-server.js';

const MESSAGES: readonly (readonly [number, string, number | undefined])[] = [
  [421, 'Too many logins, try again in 30 s', 30],
  [530, 'Too many logins, try again in 45 seconds.', 45],
  [530, 'Login limit exceeded; please wait 2 minutes', 120],
  [421, 'Maximum 5 logins per minute exceeded. Retry in a minute', 60],
  [421, 'Too many connections from your address in the last 60s', 60],
  [421, 'Login rate too high', NaN],
  [530, 'Connection rate limit reached', NaN],
  [421, 'There are too many connected users, please try later.', undefined],
  [421, '3 users (the maximum) are already logged in, sorry', undefined],
  [530, 'Sorry, the maximum number of clients (3) from your host are already connected.', undefined],
  [421, 'Timeout (300 seconds): closing control connection.', undefined],
  [530, 'Login incorrect.', undefined],
  [550, 'Try again in 30 s', undefined],
];

for (const [code, message, pauseS] of MESSAGES)
  test(`${code} ${message}: ${pauseS === undefined ? 'nothing to wait for' : `${pauseS} s`}`, (t) => {
    const pauseMs = pauseAfter(new FTPError({ code, message: `${code} ${message}` }));
    t.is(pauseMs === undefined ? undefined : Math.floor(pauseMs / 1000), pauseS);
  });

interface Opened {
  readonly server: TestServer;
  readonly events: FtpEvent[];
  readonly openOne: () => Store;
}

async function open(t: ExecutionContext, logins: number, withinMs: number, says: string): Promise<Opened> {
  const server = await startServer(t, { habits: { mostLogins: { logins, withinMs, reply: reply(421, says) } } });
  for (let i = 0; i < 40; i++) server.files.put(`/g/H/r${i}.txt`, Buffer.from(`reading ${i}\n`), 1_700_000_000 + i);
  const events: FtpEvent[] = [];
  const servers = new ServerMemory();
  const openOne = (): Store => {
    const store = openFtpStore({
      host: server.host,
      port: server.port,
      user: server.user,
      password: server.password,
      root: '/g',
      connections: 4,
      servers,
      // Twenty times as fast as it says.
      sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs / 20)),
      onEvent: (event) => events.push(event),
    });
    t.teardown(() => store.close());
    return store;
  };
  return { server, events, openOne };
}

async function readAll(store: Store): Promise<number> {
  store.expectMany?.();
  const { entries } = await store.list('H');
  let read = 0;
  for await (const result of store.readMany(entries)) if ('bytes' in result) read++;
  return read;
}

test('where logins may come two in a short while, one store makes do with two, and the next one waits once', async (t) => {
  const { server, events, openOne } = await open(t, 2, 2000, 'Too many logins, try again in 41 s');
  t.is(await readAll(openOne()), 40);
  t.is(await readAll(openOne()), 40);
  const pauses = events.flatMap((event) => (event.kind === 'login-pause' ? [event.waitS] : []));
  t.deepEqual(pauses, [42]);
  const { PASS } = server.stats.commands;
  t.true(PASS! <= 4 + 2, `${PASS} logins were tried`);
});

test('where the wait is too long it fails with a word, and the server is left in peace', async (t) => {
  const { server, openOne } = await open(t, 2, 1e9, 'Too many logins, try again in 10 minutes');
  t.is(await readAll(openOne()), 40);
  const before = server.stats.commands['PASS']!;
  const other = openOne();
  for (let i = 0; i < 5; i++) {
    const error = await t.throwsAsync<PluvioError>(other.list('H'));
    t.is(error.code, 'STORE_UNREACHABLE');
    t.regex(error.message, /lets nobody log in.* too many logins/);
  }
  t.true(server.stats.commands['PASS']! <= before + 1);
});

test('where the server does not say how long, it is asked less and less often, and then no more', async (t) => {
  const { server, events, openOne } = await open(t, 0, 1e9, 'Login rate too high');
  await t.throwsAsync(openOne().list('H'), { message: /lets nobody log in/ });
  t.deepEqual(
    events.flatMap((event) => (event.kind === 'login-pause' ? [event.waitS] : [])),
    [15, 15, 30, 60],
  );
  t.is(server.stats.commands['PASS'], 5);
});
