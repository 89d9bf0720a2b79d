import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { PluvioError } from '../../../../src/domain/errors.js';
import type { SftpStoreOptions } from '../../../../src/stores/sftp/options.js';
import { delayLine } from '../../../support/servers/delay-line.js';
import { testUnless, whyNoSmallDisk } from '../../../support/needs.js';
import { relayTo } from '../../../support/servers/relay.js';
import {
  sftpStoreOn,
  sshServer,
  startSshServer,
  whyNoSshd,
  type SftpUnderTest,
  type SshServer,
} from '../../../support/servers/ssh-server.js';
import { bodyOf, collect, namesIn, putFile, textOf } from '../../../support/stores/store-fixture.js';

let server: SshServer;
const sshTest = testUnless(whyNoSshd(), test.serial);

test.before(async () => {
  if (whyNoSshd() === undefined) server = await startSshServer();
});

test.after.always(async () => {
  if (whyNoSshd() === undefined) await server.stop();
});

/** What a relay does to the first connection once so many bytes have passed from one side. */
type Harm = 'cut' | 'silence';

/** A store behind a relay that harms its first connections, one after the other. */
async function behind(
  t: ExecutionContext,
  harms: readonly { readonly from: 'client' | 'server'; readonly afterBytes: number; readonly harm: Harm }[],
  options: Partial<SftpStoreOptions> = {},
): Promise<SftpUnderTest> {
  const waiting = [...harms];
  const port = await relayTo(t, server.port, (client, upstream) => {
    const next = waiting.shift();
    const pass = (from: Socket, to: Socket, isHarmed: boolean): void => {
      let passedBytes = 0;
      from.on('data', (bytes: Buffer) => {
        if (!next || !isHarmed) return void to.write(bytes);
        const leftBytes = next.afterBytes - passedBytes;
        passedBytes += bytes.length;
        if (leftBytes > 0) to.write(bytes.subarray(0, leftBytes));
        if (passedBytes >= next.afterBytes && next.harm === 'cut') {
          // What has passed is answered, and the answer is lost.
          setTimeout(() => client.destroy(), 5);
        }
      });
    };
    pass(client, upstream, next?.from === 'client');
    pass(upstream, client, next?.from === 'server');
  });
  return sftpStoreOn(t, { ...server, port }, { knownHosts: false, ...options });
}

/** Writes, replaces, appends, renames and deletes; everything is in its place afterwards, and nothing else. */
async function worksThrough(t: ExecutionContext, { store, root }: SftpUnderTest, what: string): Promise<void> {
  const [long, small] = [randomBytes(120_000), 'ARCHIEST, 1677629040, 0, 0, 12.226\n'];
  const raw = Array.from({ length: 12 }, (_, i) => putFile(root, `raw/${i}.txt`, small.repeat(i + 1)));
  const kept = putFile(root, 'raw/kept.txt', 'changed since');
  putFile(root, 'out/a.csv', long.subarray(0, 90_000));
  const read = await collect(store.readMany(raw));
  for (const [i, { bytes }] of read.entries())
    t.is(Buffer.from(bytes ?? []).toString(), small.repeat(i + 1), `${what}: ${i}.txt`);
  await store.write('out/b.csv', bodyOf(long));
  const growth = { ...bodyOf(long), sha256: bodyOf(long).sha256!, fromBytes: 90_000 };
  const grown = await store.append!('out/a.csv', { ...growth, pieces: bodyOf(long.subarray(90_000)).pieces });
  // Where it is in doubt, the whole is written in its place, as those do who ask for it.
  if (!grown) await store.write('out/a.csv', bodyOf(long));
  await store.rename('out/b.csv', 'out/deep/b.csv');
  const gone = await collect(store.removeMany([...raw, { ...kept, sizeBytes: 1 }], { leaveFirst: true }));
  for (const { entry, outcome } of gone)
    t.is(outcome, entry.path === 'raw/kept.txt' ? 'changed' : 'removed', `${what}: ${entry.path}`);
  t.deepEqual(namesIn(root, 'raw'), ['kept.txt'], what);
  t.deepEqual(
    namesIn(root, 'out').filter((name) => !/\.pluvio-(?:tmp|growing)$/.test(name)),
    ['a.csv', 'deep'],
    what,
  );
  t.deepEqual(namesIn(root, 'out/deep'), ['b.csv'], what);
  for (const name of ['a.csv', 'deep/b.csv'])
    t.is(Buffer.compare(readFileSync(join(root, 'out', name)), long), 0, `${what}: ${name}`);
}

for (const from of ['client', 'server'] as const)
  sshTest(`connections that are cut, anywhere in what the ${from} sends, lose nothing`, async (t) => {
    t.timeout(60_000);
    let cut = 0;
    // A login takes about 3 kB each way; the rest lies in what files are read and written with.
    for (let afterBytes = 900; afterBytes < 460_000; afterBytes = Math.ceil(afterBytes * 1.5)) {
      const harms = [afterBytes, afterBytes + 1500].map((bytes) => ({ from, afterBytes: bytes, harm: 'cut' as const }));
      const under = await behind(t, harms);
      await worksThrough(t, under, `cut after ${afterBytes} bytes of the ${from}`);
      cut += under.events.length > 0 ? 1 : 0;
      await under.store.close();
    }
    t.true(cut > 8, `${cut} connections were cut while they were used`);
  });

sshTest('a server that falls silent in the middle is given up, and asked again', async (t) => {
  for (const afterBytes of [6000, 100_000]) {
    const under = await behind(t, [{ from: 'server', afterBytes, harm: 'silence' }], { timeoutMs: 300 });
    await worksThrough(t, under, `silent after ${afterBytes} bytes`);
    t.true(under.events.some(({ reason }) => reason === 'no answer in time'));
  }
});

sshTest('a server that is killed and does not come back ends with what to do, and nothing half', async (t) => {
  const own = await sshServer(t);
  const { store, root } = sftpStoreOn(t, own);
  const entry = putFile(root, 'big', randomBytes(3_000_000));
  const pieces = store.read(entry)[Symbol.asyncIterator]();
  t.false((await pieces.next()).done);
  await own.stop();
  const error = await t.throwsAsync(
    async () => {
      while (!(await pieces.next()).done);
    },
    { instanceOf: PluvioError },
  );
  t.is(error.code, 'STORE_UNREACHABLE');
  const refused = await t.throwsAsync(store.write('a.csv', bodyOf('x')), { instanceOf: PluvioError });
  t.regex(refused.message, /^Cannot connect to sftp:.*ECONNREFUSED/);
  await t.throwsAsync(collect(store.readMany([entry])), { message: /ECONNREFUSED/ });
});

sshTest('what this login may not do is refused, file by file, and nothing is taken for gone', async (t) => {
  const { store, root, events } = sftpStoreOn(t, server);
  const entries = ['a', 'b', 'c'].map((name) => putFile(root, `g/${name}.txt`, name));
  chmodSync(join(root, 'g/b.txt'), 0o000);
  const results = await collect(store.readMany(entries));
  t.deepEqual(
    results.map(({ error }) => (error as PluvioError | undefined)?.code),
    [undefined, 'STORE_FILE_REFUSED', undefined],
  );
  t.regex(results[1]!.error!.message, /Cannot read g\/b\.txt: Permission denied; check its rights on the server/);
  chmodSync(join(root, 'g'), 0o555);
  t.teardown(() => chmodSync(join(root, 'g'), 0o777));
  const removed = await collect(store.removeMany(entries, { leaveFirst: true }));
  t.deepEqual(
    removed.map(({ outcome }) => outcome),
    ['refused', 'refused', 'refused'],
  );
  t.deepEqual(namesIn(root, 'g'), ['a.txt', 'b.txt', 'c.txt']);
  const error = await t.throwsAsync(store.write('g/d.txt', bodyOf('x')), { instanceOf: PluvioError });
  t.is(error.code, 'STORE_REFUSED');
  t.regex(error.message, /Cannot write g\/d\.txt: Permission denied; check the rights of this login/);
  chmodSync(join(root, 'g'), 0o000);
  await t.throwsAsync(store.list('g'), { message: /Cannot list g: Permission denied/ });
  t.deepEqual(events, [], 'a refusal is not tried again');
});

testUnless(whyNoSshd() ?? whyNoSmallDisk(), test.serial)('a full disk of the server is told as such', async (t) => {
  const { store, root } = sftpStoreOn(t, server);
  mkdirSync(join(root, 'disk'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=777', 'tmpfs', join(root, 'disk')], { stdio: 'ignore' });
  try {
    putFile(root, 'disk/a.csv', 'old');
    const error = await t.throwsAsync(store.write('disk/a.csv', bodyOf(randomBytes(200_000))), {
      instanceOf: PluvioError,
    });
    t.regex(error.message, /Cannot write disk\/a\.csv: the disk of the server is full; make room on the server/);
    t.deepEqual(namesIn(root, 'disk'), ['a.csv']);
    t.is(readFileSync(join(root, 'disk/a.csv'), 'utf8'), 'old');
  } finally {
    execFileSync('umount', [join(root, 'disk')]);
  }
});

sshTest('links inside the root are followed to folders, and no link leads out of it', async (t) => {
  const { store, root } = sftpStoreOn(t, server);
  putFile(root, 'real/a.txt', 'a');
  putFile(root, '../outside/secret.txt', 'secret');
  symlinkSync('real', join(root, 'alias'));
  symlinkSync('../outside', join(root, 'away'));
  symlinkSync('real/a.txt', join(root, 'file'));
  symlinkSync('nowhere', join(root, 'broken'));
  const listing = await store.list('');
  t.deepEqual(listing.folders, ['alias', 'real']);
  t.deepEqual([...(listing.links ?? [])].sort(), ['away', 'broken', 'file']);
  t.deepEqual([...(listing.linkEnds ?? [])], [['alias', 'real']]);
  t.deepEqual(listing.entries, []);
  t.is((await store.list('alias')).entries.length, 1);
  const secret = { path: 'away/secret.txt', sizeBytes: 6, modifiedS: undefined };
  for (const tried of [
    store.list('away'),
    store.stat(secret.path),
    textOf(store.read(secret)),
    store.write('away/new.txt', bodyOf('x')),
    store.write('away/deeper/new.txt', bodyOf('x')),
    store.rename('real/a.txt', 'away/a.txt'),
  ]) {
    const error = await t.throwsAsync(tried, { instanceOf: PluvioError });
    t.is(error.code, 'STORE_NAME', error.message);
  }
  t.is((await collect(store.removeMany([secret])))[0]!.outcome, 'refused');
  // A link that somebody put where a temporary file goes is replaced, and not written through.
  symlinkSync('../outside/secret.txt', join(root, 'b.csv.pluvio-tmp'));
  await store.write('b.csv', bodyOf('ours'));
  t.is(readFileSync(join(root, '../outside/secret.txt'), 'utf8'), 'secret');
  t.is(readFileSync(join(root, 'b.csv'), 'utf8'), 'ours');
});

sshTest('names that are no UTF-8, or could lead elsewhere, are told and left out', async (t) => {
  const { store, root } = sftpStoreOn(t, server);
  putFile(root, 'g/good é.txt', 'x');
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'g/H')), Buffer.from([0xf4]), Buffer.from('tel.txt')]), 'x');
  writeFileSync(join(root, 'g/a\nb.txt'), 'x');
  writeFileSync(join(root, 'g/a\\b.txt'), 'x');
  const { entries, unsafeNames } = await store.list('g');
  t.deepEqual(
    entries.map(({ path }) => path),
    ['g/good é.txt'],
  );
  t.deepEqual([...unsafeNames].sort(), ['H\ufffdtel.txt', 'a\nb.txt', 'a\\b.txt'].sort());
});

sshTest('over a slow link hundreds of files overlap, and thousands are listed in a few round trips', async (t) => {
  const port = await relayTo(t, server.port, (client, upstream) => {
    client.pipe(delayLine(20)).pipe(upstream);
    upstream.pipe(delayLine(20)).pipe(client);
  });
  const { store, root } = sftpStoreOn(t, { ...server, port }, { knownHosts: false });
  for (let i = 0; i < 3000; i++) writeFileSync(join(root, `${i}.txt`), 'ARCHIEST, 1677629040, 0, 0, 12.226\n');
  const beganMs = performance.now();
  const { entries } = await store.list('');
  const files = entries.slice(0, 600);
  const read = await collect(store.readMany(files));
  t.true(read.every(({ bytes }) => bytes?.length === 35));
  const removed = await collect(store.removeMany(files, { leaveFirst: true }));
  t.true(removed.every(({ outcome }) => outcome === 'removed'));
  // One by one, six requests a file of 40 ms each would take 144 s, and the listing 1.2 s.
  t.true(performance.now() - beganMs < 15_000);
  t.is(entries.length, 3000);
});
