import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../support/cli.js';
import { makeCertificate } from '../support/servers/certificate.js';
import { createFaultProxy } from '../support/servers/fault-proxy.js';
import { assertEnd, withoutBooks } from './support/checks.js';
import { tellFigure } from './support/extent.js';
import { testUnless, whyNoSmallDisk, whyNoCommand } from '../support/needs.js';
import { assertNothingLost, expectedAfter, sceneBefore } from './support/run-fault.js';
import { runHere, troublesIn } from './support/scene.js';

for (const room of ['64k', '128k', '256k'])
  testUnless(whyNoSmallDisk(), test.serial)(
    `init on a local disk of ${room} ends with 4, and an update with room finishes`,
    async (t) => {
      t.timeout(60_000);
      const expected = await expectedAfter(t, 'init');
      const scene = await sceneBefore(t, 'init');
      const disk = join(scene.folder, 'small');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${room}`, 'tmpfs', disk], { stdio: 'ignore' });
      const full = { LOCAL_OUTPUT_DIR: join(disk, 'out'), LOCAL_TEMP_DIR: join(disk, 'temp') };
      try {
        writeFileSync(join(disk, 'ballast'), Buffer.alloc(ballastBytes(room)));
        const { code, stderr } = await runCli(['init'], { env: { ...scene.env, ...full } });
        t.is(code, 4, troublesIn(stderr));
        t.regex(stderr, /no space left|disk is full|ENOSPC/i);
        assertNothingLost(t, scene, 'init');
        rmSync(join(disk, 'ballast'));
      } finally {
        execFileSync('umount', [disk]);
        rmSync(disk, { recursive: true });
      }
      const clean = await scene.run(['update']);
      t.is(clean.code, 0, troublesIn(clean.stderr));
      await assertEnd(t, scene, expected, 'after there was room');
      tellFigure('full local disks', 1, 'exit 4, nothing lost, same bytes afterwards');
    },
  );

/** Two thirds of a disk. */
function ballastBytes(room: string): number {
  return Math.floor((Number.parseInt(room, 10) * 1024 * 2) / 3);
}

test.serial(
  'a proxy in front of a real server: data cut on its way, 226 let through, in both directions',
  async (t) => {
    for (const verb of ['RETR', 'STOR']) {
      const expected = await expectedAfter(t, 'update');
      const scene = await sceneBefore(t, 'update');
      const proxy = await createFaultProxy({
        port: scene.port,
        faults: [{ verb, times: 2, action: { kind: 'cut', afterBytes: 50, how: 'end' } }],
      });
      t.teardown(() => proxy.close());
      const { code, stderr } = await scene.run(['update'], { FTP_PORT: String(proxy.port) });
      t.is(code, 0, troublesIn(stderr));
      // By another address the files that were left are read once more, which the books of a run tell.
      await assertEnd(t, scene, expected, verb, withoutBooks);
    }
  },
);

testUnless(whyNoCommand('openssl', ['version']), test.serial)(
  'a server with a wrong certificate gets no password; with its authority known all goes well',
  async (t) => {
    const tls = await makeCertificate(t);
    const expected = await expectedAfter(t, 'init');
    const scene = await sceneBefore(t, 'init', { tls });
    const refused = await scene.run(['init'], { FTP_SECURE: 'true' });
    t.is(refused.code, 4);
    t.regex(refused.stderr, /certificate/);
    t.is(scene.under('/published').size, 0);
    const authority = join(scene.folder, 'ca.pem');
    writeFileSync(authority, tls.cert);
    const { code, stderr } = await scene.run(['init', '--ca', authority], { FTP_SECURE: 'true' });
    t.is(code, 0, troublesIn(stderr));
    await assertEnd(t, scene, expected, 'over TLS');
  },
);

testUnless(whyNoCommand('openssl', ['version']), test.serial)(
  'a password that goes to another machine in clear is warned of; over TLS, or to this one, it is not',
  async (t) => {
    const tls = await makeCertificate(t);
    const scene = await sceneBefore(t, 'init', { tls });
    const authority = join(scene.folder, 'ca.pem');
    writeFileSync(authority, tls.cert);
    const warning = /the password goes to \S+ in clear/;
    const said = async (host: string, more: Readonly<Record<string, string>> = {}): Promise<string> =>
      (await scene.run(['init', '--dry-run'], { FTP_SERVER: host, ...more })).stderr;
    // By this address, which is not that of the loopback, Linux comes to itself.
    t.regex(await said('0.0.0.0'), warning);
    t.regex(await said('127.example.invalid'), warning);
    for (const host of ['127.0.0.1', 'localhost']) t.notRegex(await said(host), warning);
    t.notRegex(await said('0.0.0.0', { FTP_SECURE: 'true', FTP_CA_FILE: authority }), warning);
  },
);

test.serial(
  'the password stands in no output, log, journal or published file of any command, failed ones included',
  async (t) => {
    const scene = await sceneBefore(t, 'update');
    scene.put('/base', []);
    const said: string[] = [];
    for (const args of [
      ['copy'],
      ['init', '--dry-run'],
      ['update', '--json'],
      ['init'],
      ['update', '--connections', '1'],
      ['check', '--connect'],
      ['status'],
      ['status', '--json'],
      ['--debug', '--log-level', 'trace', 'update', '--publish', 'append'],
    ]) {
      const { stdout, stderr } = await scene.run(args);
      said.push(stdout, stderr);
    }
    scene.faults = ({ verb }) =>
      verb === 'PASS' ? { kind: 'refuse', code: 530, text: `Wrong: ${scene.password}` } : undefined;
    const refused = await scene.run(['update']);
    t.is(refused.code, 4);
    scene.faults = ({ verb }) =>
      verb === 'LIST' || verb === 'MLSD' ? { kind: 'refuse', code: 451, text: scene.password } : undefined;
    const echoed = await scene.run(['update']);
    t.is(echoed.code, 4);
    const nowhere = await runHere(['update'], { ...scene.env, FTP_PORT: '1' });
    t.is(nowhere.code, 4);
    for (const { stdout, stderr } of [refused, echoed, nowhere]) said.push(stdout, stderr);
    said.push(...filesUnder(scene.folder), ...scene.under('/published').values());
    for (const text of said) t.false(text.includes(scene.password));
    tellFigure('places searched for the password', said.length, 'not found');
  },
);

function filesUnder(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => join(folder, name))
    .filter((name) => statSync(name).isFile())
    .map((name) => readFileSync(name, 'latin1'));
}
