import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { FaultAction } from '../../../src/ftp-server/faults.js';
import { takeLock } from '../../../src/stores/lock.js';
import { startServer } from '../../support/ftp-server.js';
import { pluvio, tempFolder, type Result } from './pluvio.js';

const INIT = ['init', '--uncalibrated', '--gauge', 'Hydropolis', '--connections', '1', '--log-format', 'pretty'];
const ENV = { FTP_SERVER: '127.0.0.1', FTP_PORT: '1', FTP_SOURCE_DIR: '/raw', FTP_PASSWORD: 'a-long-password' };

/** `init` from a server with one raw file that does something wrong with every command of one kind. */
async function initFrom(t: ExecutionContext, verb: string, action: FaultAction, password?: string): Promise<Result> {
  const server = await startServer(t, { faults: [{ verb, times: 99, action }] });
  server.files.put('/raw/Hydropolis/Hydropol_010124_000000.txt', 'Hydropolis, 1704067200, 1, 0, 12\n');
  const login = { FTP_USERNAME: server.user, FTP_PASSWORD: password ?? server.password };
  const env = { ...ENV, ...login, FTP_PORT: String(server.port), FTP_TARGET_DIR: '/out' };
  return pluvio(INIT, { cwd: tempFolder(t), env });
}

/** The exit code and the last message, or the warning that holds `part`. */
function told({ code, stderr }: Result, part = 'pluvio: '): string {
  const line = stderr.split('\n').find((text) => text.includes(part)) ?? stderr;
  return `${code ?? 'killed'} ${line.replaceAll(/127\.0\.0\.1:\d+/g, 'SERVER')}`;
}

test('STORE_UNREACHABLE where nothing listens: the whole message', async (t) => {
  t.is(
    told(await pluvio(INIT, { cwd: tempFolder(t), env: ENV })),
    '4 pluvio: Cannot list Hydropolis: connect ECONNREFUSED SERVER (control socket); check host, port and network, then run again',
  );
});

test('STORE_UNREACHABLE where the login is refused: the whole message', async (t) => {
  const result = await initFrom(t, 'NOOP', { kind: 'refuse', code: 500 }, 'another-password');
  t.regex(told(result), /^4 pluvio: Cannot .*: 530 Login incorrect\.; check user and password$/);
  t.false(result.stderr.includes('another-password'));
});

test('STORE_REFUSED where the server takes no files: the whole message', async (t) => {
  t.is(
    told(await initFrom(t, 'STOR', { kind: 'refuse', code: 550 })),
    '4 pluvio: Cannot write Hydropolis/2024/Hydropolis_manifest_2024.json.pluvio-pending: 550 Refused.; check the rights of this login on the server',
  );
});

test('PUBLISH where the server swallows what it is sent: the whole message', async (t) => {
  t.regex(
    told(await initFrom(t, 'STOR', { kind: 'cut', afterBytes: 5, how: 'end' })),
    /^4 pluvio: Cannot write Hydropolis\/2024\/Hydropolis_manifest_2024\.json\.pluvio-pending: the server has 5 bytes, \d+ were sent/,
  );
});

test('STORE_TRUNCATED where a download stops early: the file is left, with the whole message', async (t) => {
  const result = await initFrom(t, 'RETR', { kind: 'cut', afterBytes: 5, how: 'end' });
  t.regex(
    told(result, 'is left'),
    /^0 warning: Hydropolis\/Hydropol_010124_000000\.txt is left for the next run: .*5 bytes arrived, 33 were announced/,
  );
});

test('LOCKED while another run is at work: the whole message', async (t) => {
  const cwd = tempFolder(t);
  const lock = takeLock(join(cwd, 'output', '.pluvio', 'lock'), '0123abcd');
  const result = await pluvio([...INIT, '--from', '.'], { cwd });
  lock.release();
  t.is(
    told(result),
    `5 pluvio: Another run is at work in this output folder (run 0123abcd, process ${process.pid} on ${os.hostname()}); wait for it to end`,
  );
});

test('STORE_NAME for a gauge folder that leads out of the source: the whole message', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'raw'));
  symlinkSync(os.tmpdir(), join(cwd, 'raw', 'Hydropolis'));
  t.is(
    told(await pluvio([...INIT, '--from', join(cwd, 'raw')], { cwd })),
    `4 pluvio: Cannot use the folder Hydropolis: it is a link that leads out of ${join(cwd, 'raw')}`,
  );
});

test('DISK where the output folder is a file: the whole message', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'file'), '');
  t.is(
    told(await pluvio([...INIT, '--from', '.', '--out', 'file'], { cwd })),
    "4 pluvio: Cannot write to file/.pluvio: ENOTDIR: not a directory, mkdir 'file/.pluvio'",
  );
});
