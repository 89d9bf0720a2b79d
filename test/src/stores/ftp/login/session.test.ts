import test, { type ExecutionContext } from 'ava';
import type { FtpHabits } from '../../../../../fixtures/ftp-server/index.js';
import { reply } from '../../../../../fixtures/ftp-server/reply.js';
import type { FtpEvent } from '../../../../../src/stores/ftp/options.js';
import { openFtpStore } from '../../../../../src/stores/ftp/store.js';
import type { Store } from '../../../../../src/domain/storage/store.js';
import { startServer, type TestServer } from '../../../../support/servers/ftp-server.js';

const FILES = 120;
const FILE_VERBS = ['RETR', 'STOR', 'APPE', 'SIZE', 'MDTM', 'MLST', 'DELE', 'RNFR', 'RNTO', 'MKD'];

interface Opened {
  readonly server: TestServer;
  readonly store: Store;
  readonly events: FtpEvent[];
}

async function open(t: ExecutionContext, habits: FtpHabits, connections = 2): Promise<Opened> {
  const server = await startServer(t, { habits });
  const events: FtpEvent[] = [];
  const store = openFtpStore({
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    root: '/g',
    connections,
    timeoutMs: 3000,
    sleep: () => Promise.resolve(),
    onEvent: (event) => events.push(event),
  });
  t.teardown(() => store.close());
  return { server, store, events };
}

function fallbacks(events: readonly FtpEvent[]): string[] {
  return events.flatMap((event) => (event.kind === 'fallback' ? [event.to] : []));
}

/** Every other file is in another folder. */
function pathOf(i: number): string {
  return `/g/${i % 2 === 0 ? 'H' : 'I'}/r${i >> 1}.txt`;
}

/** As long for all files of a number: their sizes do not tell them apart. */
function contentOf(path: string): string {
  return `reading of ${path}\n`;
}

function putMany({ files }: TestServer): void {
  for (let i = 0; i < FILES; i++) files.put(pathOf(i), Buffer.from(contentOf(pathOf(i))), 1_700_000_000 + i);
}

/** Reads, looks at and deletes many files. */
async function workThrough(t: ExecutionContext, { server, store }: Opened): Promise<void> {
  putMany(server);
  const lists = [(await store.list('H')).entries, (await store.list('I')).entries] as const;
  const entries = lists[0].flatMap((entry, i) => [entry, lists[1][i]!]);
  t.is(entries.length, FILES);
  let read = 0;
  for await (const { entry, bytes } of store.readMany(entries)) {
    t.is(Buffer.from(bytes ?? []).toString(), contentOf(`/g/${entry.path}`));
    read++;
  }
  t.is(read, FILES);
  t.is((await store.statMany(entries.map(({ path }) => path))).filter((entry) => entry).length, FILES);
  const outcomes: string[] = [];
  for await (const { outcome } of store.removeMany(entries, { leaveFirst: true })) outcomes.push(outcome);
  t.deepEqual([...new Set(outcomes)], ['removed']);
  t.deepEqual(server.files.paths(), []);
}

for (const [mostCommands, farewell] of [
  [25, undefined],
  [10, undefined],
  [25, reply(421, 'Too many commands, closing.')],
] as const)
  test.serial(
    `many files are read, looked at and deleted where connections end after ${mostCommands} commands${farewell ? ', with a word' : ''}`,
    async (t) => {
      t.timeout(60_000);
      const opened = await open(t, { mostCommands, ...(farewell ? { farewell } : {}) });
      await workThrough(t, opened);
      t.true(fallbacks(opened.events).includes('few-commands'));
      const { commands, connections } = opened.server.stats;
      // A file takes 15 commands or so; each login leaves 5 of 10, and none is made in vain but a few.
      const all = Object.values(commands).reduce((sum, n) => sum + n, 0);
      t.true(connections.total < all / (mostCommands - 4) + 20, `${connections.total} logins for ${all} commands`);
    },
  );

test('a server without habits is asked nothing more: one login, one CWD', async (t) => {
  const { server, store, events } = await open(t, {}, 1);
  putMany(server);
  const { entries } = await store.list('H');
  for await (const result of store.readMany(entries)) t.true('bytes' in result);
  t.deepEqual(fallbacks(events), []);
  t.is(server.stats.connections.total, 1);
  t.is(server.stats.commands['CWD'], 1);
});

for (const verbs of [['RETR'], ['DELE', 'RNFR', 'RNTO'], ['SIZE', 'MDTM'], FILE_VERBS])
  test.serial(`files are named alone where ${verbs.join(', ')} takes no path`, async (t) => {
    const opened = await open(t, { namesOnly: { verbs, code: 550 } });
    await workThrough(t, opened);
    t.deepEqual(
      fallbacks(opened.events).filter((to) => to === 'names'),
      ['names'],
    );
  });

test('files are written into new folders where no command about a file takes a path', async (t) => {
  const { server, store } = await open(t, { namesOnly: { verbs: FILE_VERBS, code: 553 } });
  const bytes = Buffer.from('2024,1\n');
  await store.write('a/b/c.csv', { sizeBytes: bytes.length, pieces: () => [bytes] });
  await store.writeMany([{ path: 'a/d/e.csv', bytes }]);
  t.deepEqual([...server.files.paths()].sort(), ['/g/a/b/c.csv', '/g/a/d/e.csv']);
});

test('a file that may not be read is tried by its name a few times, and is no reason to name others so', async (t) => {
  const { server, store, events } = await open(t, {}, 1);
  server.files.put('/g/H/a.txt', Buffer.from('a'), 1_700_000_000);
  const answer: FtpHabits['answer'] = (verb, usual) => (verb === 'RETR' ? reply(550, 'Failed to open file.') : usual);
  const closed = await open(t, { answer }, 1);
  closed.server.files.put('/g/H/a.txt', Buffer.from('a'), 1_700_000_000);
  for (const { store: each } of [closed, closed, closed, closed, closed])
    for await (const result of each.readMany((await each.list('H')).entries)) t.true('error' in result);
  t.is(closed.server.stats.commands['RETR'], 5 + 3);
  t.deepEqual(fallbacks(closed.events), []);
  for await (const result of store.readMany((await store.list('H')).entries)) t.true('bytes' in result);
  t.deepEqual(fallbacks(events), []);
});
