import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { runCli } from '../../support/cli.js';
import { startServer } from '../../support/servers/ftp-server.js';
import { tempFolder } from '../../support/temp.js';
import { createMemoryBackend } from '../../../fixtures/ftp-server/index.js';

const MILLIMETRES = 'time,rain_mm\n2024-01-01T00:00:00Z,0.2\n2024-01-01T00:05:00Z,0.4\n';
const HINT =
  /no line of it is a reading; it looks like CSV with a header, ISO times, millimetres: see pluvio help formats/;

test('init and update say of a file in a folder what it looks like where no line of it is a reading; status says it again', async (t) => {
  const folder = tempFolder(t);
  const file = path.join(folder, 'raw', 'H', 'export.csv');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, MILLIMETRES);
  writeFileSync(path.join(folder, 'calib.csv'), 'pluvio,a,b,c\nH,0,1,0\n');
  const options = ['--gauge', 'H', '--calib', path.join(folder, 'calib.csv'), '--out', path.join(folder, 'out')];
  const from = ['--from', path.join(folder, 'raw')];
  const init = await runCli(['--log-format', 'pretty', 'init', ...options, ...from, '--delete-raw']);
  t.is(init.code, 0, init.stderr);
  t.regex(init.stderr, HINT);
  t.true(existsSync(file));
  const update = await runCli(['--log-format', 'pretty', 'update', ...options, ...from, '--delete-raw']);
  t.is(update.code, 0, update.stderr);
  t.notRegex(update.stderr, /looks like/, 'a file that is left is told once');
  const status = await runCli(['status', '--gauge', 'H', '--out', path.join(folder, 'out'), ...from]);
  t.regex(status.stdout, HINT);
});

test('on a server, the first few files of a folder are looked at, and the others have the same reason', async (t) => {
  const backend = createMemoryBackend({ nowS: () => Date.now() / 1000 });
  for (let i = 0; i < 20; i++) backend.put(`/raw/H/export-${i}.csv`, Buffer.from(MILLIMETRES));
  const server = await startServer(t, { backend, user: 'u', password: 'p' });
  const folder = tempFolder(t);
  writeFileSync(path.join(folder, 'calib.csv'), 'pluvio,a,b,c\nH,0,1,0\n');
  const env = {
    FTP_SERVER: server.host,
    FTP_PORT: String(server.port),
    FTP_USERNAME: 'u',
    FTP_PASSWORD: 'p',
    FTP_SOURCE_DIR: '/raw',
    FTP_TARGET_DIR: '/published',
    LOCAL_OUTPUT_DIR: path.join(folder, 'out'),
    CALIB_FILE: path.join(folder, 'calib.csv'),
  };
  const { code, stderr } = await runCli(['--log-format', 'pretty', 'init', '--gauge', 'H'], { env });
  t.is(code, 0, stderr);
  t.is(stderr.match(/no line of it is a reading/g)?.length, 20);
  t.is(stderr.match(new RegExp(HINT, 'g'))?.length, 3);
  t.is(backend.paths().filter((name) => name.startsWith('/raw/H/')).length, 20);
});
