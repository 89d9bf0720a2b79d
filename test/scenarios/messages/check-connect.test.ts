import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { FtpServerOptions } from '../../../fixtures/ftp-server/index.js';
import { startServer, type TestServer } from '../../support/servers/ftp-server.js';
import { pluvio, tempFolder, type Result } from '../../support/pluvio.js';

const RAW = ['/raw/Hydropolis/H_010124_000000.txt', '/raw/Polytech/P_010124_000000.txt'];

async function startNetwork(t: ExecutionContext, options: Partial<FtpServerOptions> = {}): Promise<TestServer> {
  const server = await startServer(t, options);
  for (const path of RAW) server.files.put(path, 'Hydropolis, 1704067200, 1, 0, 12\n');
  return server;
}

/** What `check` says behind its table of settings, and its exit code. */
async function check(server: TestServer, ...args: string[]): Promise<Pick<Result, 'code'> & { readonly said: string }> {
  const { port, user, password } = server;
  const env = { FTP_USERNAME: user, FTP_PASSWORD: password, FTP_SERVER: `127.0.0.1:${port}` };
  const folders = { FTP_SOURCE_DIR: '/raw', FTP_TARGET_DIR: '/out' };
  const { code, stdout } = await pluvio(['check', '--uncalibrated', ...args], { env: { ...env, ...folders } });
  const text = stdout.toString().replaceAll(`${port}`, 'PORT');
  return { code, said: text.slice(text.indexOf('\nraw files: ') + 1) };
}

/** Commands that change something. */
function changes({ stats: { commands } }: TestServer): string[] {
  return Object.keys(commands).filter((verb) => /^(?:STOR|STOU|APPE|RNFR|RNTO|DELE|MKD|RMD|SITE)$/.test(verb));
}

test('check --connect tells how many files lie in the wanted folders, and changes nothing', async (t) => {
  const server = await startNetwork(t);
  server.files.put('/out/Hydropolis/a.csv.pluvio-bak', 'what a run that was stopped left aside');
  t.deepEqual(await check(server, '--connect'), {
    code: 0,
    said:
      'raw files: ftp://127.0.0.1:PORT/raw: listed, 2 folders, 2 files in those that are wanted\n' +
      'publish to: ftp://127.0.0.1:PORT/out: listed, 1 folder\n\nnothing is wrong\n',
  });
  t.deepEqual(changes(server), []);
});

for (const [what, faults, message] of [
  [
    'cannot be entered',
    [
      {
        verb: 'CWD',
        path: '/raw/Polytech',
        times: Infinity,
        action: { kind: 'refuse', code: 550, text: 'Failed to change directory.' },
      },
    ],
    'Cannot enter Polytech: it is there, but closed to this login (550 Failed to change directory); check its owner and rights on the server',
  ],
  [
    'cannot be listed',
    [
      {
        verb: 'MLSD',
        path: '/raw/Polytech',
        times: Infinity,
        action: { kind: 'answer', code: 451, text: 'Cannot read.' },
      },
    ],
    'Cannot list Polytech: 451 Cannot read; run again later',
  ],
  [
    'has a file that cannot be read',
    [
      {
        verb: 'RETR',
        path: /^\/raw\/Polytech\//,
        times: Infinity,
        action: { kind: 'refuse', code: 550, text: 'Permission denied.' },
      },
    ],
    'Cannot read Polytech/P_010124_000000.txt: 550 Permission denied; check the rights of this login on the server',
  ],
] as const)
  test(`check --connect tells a wanted folder that ${what}`, async (t) => {
    const server = await startNetwork(t, { faults });
    const { code, said } = await check(server, '--connect');
    t.is(code, 2);
    t.regex(said, /^1 wrong:$/m);
    t.true(said.includes(`\n  - raw files: ${message}\n`), said);
  });

test('check --connect does not enter folders that nobody wants', async (t) => {
  const faults: FtpServerOptions['faults'] = ({ verb, path }) =>
    verb === 'CWD' && path === '/raw/Polytech' ? { kind: 'refuse', code: 550 } : undefined;
  const { code, said } = await check(await startNetwork(t, { faults }), '--connect', '--gauge', 'Hydropolis');
  t.is(code, 0, said);
});

test('check --write writes, replaces, renames and deletes, and leaves nothing', async (t) => {
  const server = await startNetwork(t);
  const { code, said } = await check(server, '--write');
  t.is(code, 0, said);
  t.regex(said, /^publish to: ftp:\S+\/out: a file was written, replaced, renamed and deleted$/m);
  t.deepEqual(server.files.paths(), RAW);
  t.deepEqual(
    changes(server).filter((verb) => verb !== 'MKD'),
    ['STOR', 'RNFR', 'RNTO', 'DELE'],
  );
});

for (const [verb, message] of [
  ['STOR', /^ {2}- publish to: a file of its own could not be written: .*550 Refused/m],
  ['RNTO', /^ {2}- publish to: a file of its own could not be written: .*550 Refused/m],
  ['DELE', /^ {2}- publish to: a file of its own could not be deleted: .*550 Refused/m],
] as const)
  test(`check --write tells that ${verb} is refused`, async (t) => {
    const faults: FtpServerOptions['faults'] = (call) =>
      call.verb === verb ? { kind: 'refuse', code: 550, text: 'Refused' } : undefined;
    const server = await startNetwork(t, { faults });
    const { code, said } = await check(server, '--write');
    t.is(code, 2);
    t.regex(said, message);
    const left = server.files.paths().filter((path) => !RAW.includes(path));
    t.is(left.length, verb === 'DELE' ? 1 : 0);
    if (verb === 'DELE') t.regex(said, /pluvio-check-[0-9a-f]+-renamed\.txt stays there; delete it by hand$/m);
  });

test('check --write works where server does not overwrite', async (t) => {
  const faults: FtpServerOptions['faults'] = ({ verb }) => (verb === 'RNTO' ? { kind: 'no-overwrite' } : undefined);
  const server = await startNetwork(t, { faults });
  const { code, said } = await check(server, '--write');
  t.is(code, 0, said);
  t.deepEqual(server.files.paths(), RAW);
});

test('check --write of a folder of this machine leaves it as it was', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'raw'));
  mkdirSync(join(cwd, 'pub'));
  const args = ['check', '--uncalibrated', '--write', '--from', 'raw', '--to', 'pub'];
  const { code, stdout } = await pluvio(args, { cwd });
  t.is(code, 0);
  t.regex(stdout.toString(), /^publish to: pub: a file was written, replaced, renamed and deleted$/m);
  t.deepEqual(readdirSync(join(cwd, 'pub')), []);
  t.false(existsSync(join(cwd, 'raw', 'pub')));
});

test('check --write without a place to publish to says so', async (t) => {
  const { code, stdout } = await pluvio(['check', '--uncalibrated', '--write'], { cwd: tempFolder(t) });
  t.is(code, 2);
  t.regex(stdout.toString(), /^ {2}- --write: nothing to publish to; give --to, or set FTP_TARGET_DIR$/m);
});
