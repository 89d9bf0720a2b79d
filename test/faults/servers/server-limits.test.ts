import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { makeCertificate } from '../../support/servers/certificate.js';
import { testUnless, whyNoSmallDisk, whyNoCommand } from '../../support/needs.js';
import {
  REAL_SERVERS,
  startRealServer,
  whyNot,
  type RealServer,
  type RealServerName,
  type RealServerOptions,
} from '../../support/servers/real-servers.js';
import { realServer } from '../../support/stores/store-servers.js';
import { tempFolder } from '../../support/temp.js';
import { assertEnd, withoutBooks } from '../support/checks.js';
import { tellFigure } from '../support/extent.js';
import { openRealPlace, type RealPlace } from '../support/real-place.js';
import { assertNothingLost, expectedAfter } from '../support/run-fault.js';
import { network, troublesIn } from '../support/scene.js';

/** What is left on a full disk: a few files fit. */
const ROOM_BYTES = 40_960;

let tried = 0;

/** As `realServer`, counted. */
async function serverFor(t: ExecutionContext, name: RealServerName, options?: RealServerOptions): Promise<RealServer> {
  const server = await realServer(t, name, options);
  tried++;
  return server;
}

async function withHistory(t: ExecutionContext, place: RealPlace): Promise<void> {
  place.put('/raw', network.history);
  const { code, stderr } = await place.run(['init']);
  t.is(code, 0, troublesIn(stderr));
  place.put('/raw', network.later);
}

/** Settings of a server that runs into something; how an `update` ends there. */
const LIMITS: readonly {
  readonly what: string;
  readonly name: RealServerName;
  readonly extra: readonly string[];
  readonly args?: readonly string[];
  readonly code: number;
  readonly says?: RegExp;
}[] = [
  { what: 'no file may be overwritten', name: 'proftpd', extra: ['AllowOverwrite off'], code: 0 },
  {
    what: 'no file may be overwritten, appending',
    name: 'proftpd',
    extra: ['AllowOverwrite off', 'AllowStoreRestart off'],
    args: ['--publish', 'append'],
    code: 0,
  },
  {
    what: 'no file may be deleted',
    name: 'proftpd',
    extra: ['<Limit DELE>', 'DenyAll', '</Limit>'],
    code: 4,
    says: /could not be deleted|Cannot delete/,
  },
  {
    what: 'no file may be renamed',
    name: 'vsftpd',
    extra: ['cmds_denied=RNFR,RNTO'],
    code: 4,
    says: /check the rights/,
  },
  {
    what: 'no file may be deleted',
    name: 'vsftpd',
    extra: ['cmds_denied=DELE'],
    code: 4,
    says: /could not be deleted|Cannot delete/,
  },
  { what: 'three connections at most', name: 'proftpd', extra: ['MaxClientsPerHost 3'], code: 0 },
  { what: 'one connection at most', name: 'vsftpd', extra: ['max_per_ip=1'], code: 0 },
  { what: 'two connections at most', name: 'pure-ftpd', extra: ['-c', '2'], code: 0 },
  { what: 'no file may be deleted or renamed', name: 'pure-ftpd', extra: ['-K'], code: 4 },
];

// By another address the files that were left are read once more, which the books of a run tell.
for (const { what, name, extra, args = [], code, says } of LIMITS)
  testUnless(whyNot(name), test.serial)(`update on ${name} where ${what}`, async (t) => {
    t.timeout(60_000);
    const expected = await expectedAfter(t, 'update');
    const open = await serverFor(t, name);
    const place = await openRealPlace(t, open);
    await withHistory(t, place);
    // The same files, shown by a server that has its limits.
    const limited = await startRealServer(name, { extra, base: open.base });
    t.teardown(() => limited.stop());
    const access = { FTP_PORT: String(limited.port), FTP_PASSWORD: limited.password };
    const first = await place.run(['update', ...args], access);
    t.is(first.code, code, troublesIn(first.stderr));
    if (says) t.regex(first.stderr, says);
    assertNothingLost(t, place, 'update');
    if (code === 0) await assertEnd(t, place, expected, 'by itself', withoutBooks);
    const clean = await place.run(['update']);
    t.is(clean.code, 0, troublesIn(clean.stderr));
    await assertEnd(t, place, expected, 'without the limit', withoutBooks);
  });

const FEW: readonly (readonly [RealServerName, readonly string[]])[] = [
  ['vsftpd', ['max_per_ip=8']],
  ['proftpd', ['MaxClientsPerHost 3']],
  ['pure-ftpd', ['-c', '2']],
];

for (const [name, extra] of FEW)
  testUnless(whyNot(name), test.serial)(
    `copy and update share the connections of ${name} with ${extra.join(' ')}`,
    async (t) => {
      t.timeout(60_000);
      const expected = await expectedAfter(t, 'update');
      const server = await serverFor(t, name, { extra });
      const place = await openRealPlace(t, server);
      place.put('/base', [...network.history, ...network.later]);
      for (const args of [['copy', '--settle', '0'], ['update']]) {
        const { code, stderr } = await place.run(args);
        t.is(code, 0, `${args[0]!}: ${troublesIn(stderr)}`);
      }
      await assertEnd(t, place, expected, 'few connections', withoutBooks);
    },
  );

for (const [name, extra] of [...FEW, ['vsftpd', ['max_per_ip=1']] as const])
  testUnless(whyNot(name), test.serial)(
    `init reads from and publishes to ${name} with ${extra.join(' ')}`,
    async (t) => {
      t.timeout(60_000);
      const expected = await expectedAfter(t, 'init');
      const server = await serverFor(t, name, { extra });
      const place = await openRealPlace(t, server);
      place.put('/raw', network.history);
      const { code, stderr } = await place.run(['init']);
      t.is(code, 0, troublesIn(stderr));
      await assertEnd(t, place, expected, 'few connections', withoutBooks);
    },
  );

for (const name of REAL_SERVERS)
  testUnless(whyNot(name), test.serial)(`update --publish append sends only the new end to ${name}`, async (t) => {
    const expected = await expectedAfter(t, 'update');
    const server = await serverFor(t, name);
    const place = await openRealPlace(t, server);
    await withHistory(t, place);
    const { code, stderr } = await place.run(['update', '--publish', 'append']);
    t.is(code, 0, troublesIn(stderr));
    t.true((place.commands['APPE'] ?? 0) >= 2);
    await assertEnd(t, place, expected, 'appended', withoutBooks);
  });

for (const name of REAL_SERVERS)
  testUnless(whyNoCommand('openssl', ['version']) ?? whyNot(name), test.serial)(
    `init and update over TLS on ${name}; without its authority not even the password is sent`,
    async (t) => {
      t.timeout(60_000);
      const certificate = await makeCertificate(t);
      const folder = tempFolder(t);
      const files = { keyFile: join(folder, 'key.pem'), certFile: join(folder, 'cert.pem') };
      writeFileSync(files.keyFile, certificate.key, { mode: 0o600 });
      writeFileSync(files.certFile, certificate.cert);
      const expected = await expectedAfter(t, 'update');
      const server = await serverFor(t, name, { tls: files });
      const place = await openRealPlace(t, server, { authorityFile: files.certFile });
      place.put('/raw', network.history);
      const refused = await place.run(['init'], { FTP_CA_FILE: '' });
      t.is(refused.code, 4);
      t.regex(refused.stderr, /certificate/);
      t.is((await place.run(['init'])).code, 0);
      place.put('/raw', network.later);
      const { code, stderr } = await place.run(['update', '--publish', 'append']);
      t.is(code, 0, troublesIn(stderr));
      await assertEnd(t, place, expected, 'over TLS', withoutBooks);
    },
  );

for (const name of REAL_SERVERS)
  testUnless(whyNot(name) ?? whyNoSmallDisk(), test.serial)(
    `init on ${name} whose disk is full ends with 4, and an update with room finishes`,
    async (t) => {
      t.timeout(60_000);
      const expected = await expectedAfter(t, 'init');
      const server = await serverFor(t, name);
      const disk = join(server.base, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=777', 'tmpfs', disk], { stdio: 'ignore' });
      try {
        const place = await openRealPlace(t, server, { folder: 'disk' });
        place.put('/raw', network.history);
        const { bavail, bsize } = statfsSync(disk);
        writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - ROOM_BYTES));
        const full = await place.run(['init']);
        t.is(full.code, 4, troublesIn(full.stderr));
        assertNothingLost(t, place, 'init');
        rmSync(join(disk, 'ballast'));
        const clean = await place.run(['update']);
        t.is(clean.code, 0, troublesIn(clean.stderr));
        await assertEnd(t, place, expected, 'after there was room', withoutBooks);
      } finally {
        execFileSync('umount', ['--lazy', disk]);
      }
    },
  );

test.after(() =>
  tellFigure('limits of real servers, full disks, TLS', tried, 'exit code right, same bytes afterwards'),
);
