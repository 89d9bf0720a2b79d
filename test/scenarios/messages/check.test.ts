import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { nowS, startServer } from '../../support/servers/ftp-server.js';
import { pluvio, tempFolder } from '../../support/pluvio.js';

test('check shows each setting with its origin, and never a password', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'calib.csv'), 'pluvio,a,b,c\nHydropolis,0.1,1,0\nPolytech,0,1,0\n');
  writeFileSync(join(cwd, 'pluvio.env'), '# settings\nexport FTP_PASSWORD="hush hush"\nFTP_SOURCE_DIR=/raw\n');
  chmodSync(join(cwd, 'pluvio.env'), 0o600);
  const env = { FTP_SERVER: 'ftp.example.org', CALIB_FILE: 'calib.csv' };
  const { code, stdout, stderr } = await pluvio(['check', '--settings', 'pluvio.env', '--out', 'o'], { cwd, env });
  const text = stdout.toString();
  t.is(stderr, '');
  t.is(code, 0);
  t.regex(text, /^raw files +ftp:\/\/ftp\.example\.org\/raw +FTP_SERVER; FTP_SOURCE_DIR in pluvio\.env$/m);
  t.regex(text, /^outputs +o +--out$/m);
  t.regex(text, /^calibration +calib\.csv +CALIB_FILE$/m);
  t.regex(text, /^FTP_PASSWORD +set +FTP_PASSWORD in pluvio\.env$/m);
  t.regex(text, /^Hydropolis +Hydropolis +0\.2 +0\.1 +1 +0$/m);
  t.true(text.endsWith('\nnothing is wrong\n'));
  t.false(text.includes('hush'));
});

test('check names every problem at once and ends with 2', async (t) => {
  const { code, stdout } = await pluvio(['check', '--calib', 'no.csv', '--connections', '99', '--from', 'http://x/']);
  t.is(code, 2);
  t.deepEqual(stdout.toString().split('\n').slice(-5), [
    '3 wrong:',
    '  - --from: "http://" is not understood; use a folder, ftp://, ftps:// or sftp://',
    '  - --connections: "99" is not a number of connections; expected 1 to 32',
    '  - --calib: cannot read no.csv: it is not there',
    '',
  ]);
});

test('check shows FTP_ACTIVE where it is set, and what it may be', async (t) => {
  const checked = async (active: string): Promise<string> =>
    (await pluvio(['check', '--uncalibrated'], { env: { FTP_ACTIVE: active } })).stdout.toString();
  t.regex(await checked('true'), /^small files +over connections from the server +FTP_ACTIVE$/m);
  for (const value of ['false', 'AUTO']) t.notRegex(await checked(value), /^small files|wrong:/m);
  t.regex(await checked('maybe'), /FTP_ACTIVE: "maybe" is neither auto nor true nor false/);
});

test('check --connect lists the stores and says which gauges have no folder', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'raw', 'Hydropolis'), { recursive: true });
  const { code, stdout } = await pluvio(['check', '--connect', '--uncalibrated', '--from', 'raw'], { cwd });
  t.is(code, 0);
  t.regex(
    stdout.toString(),
    /^raw files: raw: listed, 1 folder, none called Polytech, 0 files in those that are wanted$/m,
  );
});

test('check --json prints the same as JSON', async (t) => {
  const { stdout } = await pluvio(['check', '--json', '--uncalibrated']);
  const result = JSON.parse(stdout.toString()) as { problems: string[]; gauges: { name: string }[] };
  t.deepEqual(result.problems, []);
  t.deepEqual(
    result.gauges.map(({ name }) => name),
    ['Hydropolis', 'Polytech'],
  );
});

test('--settings, also called --env-file, gives way to the environment', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'pluvio.env'), "LOCAL_OUTPUT_DIR='from file' # not so\n");
  const of = async (env: Record<string, string>): Promise<string> =>
    (await pluvio(['check', '--uncalibrated', '--env-file', 'pluvio.env'], { cwd, env })).stdout.toString();
  t.regex(await of({}), /^outputs +/m);
  t.regex(await of({ LOCAL_OUTPUT_DIR: 'of the environment' }), /^outputs +of the environment +LOCAL_OUTPUT_DIR$/m);
});

test('check finds what is wrong with the folders of this machine, and tells a gauge without calibration', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'file'), '');
  const env = { LOCAL_TEMP_DIR: 'file/tmp', FTP_CA_FILE: 'none.pem' };
  const args = ['check', '--uncalibrated', '--from', 'absent', '--to', 'file', '--out', 'file/out'];
  const { code, stdout } = await pluvio(args, { cwd, env });
  t.is(code, 2);
  t.regex(stdout.toString(), /^Hydropolis +Hydropolis +0\.2 +none$/m);
  t.deepEqual(stdout.toString().replaceAll(cwd, 'HERE').split('\n').slice(-7), [
    '5 wrong:',
    '  - raw files: cannot read absent: it is not there',
    '  - publish to: cannot write to file: HERE/file is no folder',
    '  - --out: cannot write to file/out: HERE/file is no folder',
    '  - LOCAL_TEMP_DIR: cannot write to file/tmp: HERE/file is no folder',
    '  - FTP_CA_FILE: Cannot use the certificate authority none.pem: it is not there; expected PEM, "-----BEGIN CERTIFICATE-----" (--ca or FTP_CA_FILE)',
    '',
  ]);
});

test('check --connect logs in, tells a source that is not there from a target not made yet, and shows no password', async (t) => {
  const { port, user, password, files } = await startServer(t);
  files.put('/raw/Hydropolis/Hydropol_010124_000000.txt', 'Hydropolis, 1704067200, 1, 0, 12\n');
  const env = { FTP_SERVER: '127.0.0.1', FTP_PORT: `${port}`, FTP_USERNAME: user, FTP_PASSWORD: password };
  const folders = { FTP_BASE_DIR: '/nowhere', FTP_SOURCE_DIR: '/raw', FTP_TARGET_DIR: '/out' };
  const { code, stdout, stderr } = await pluvio(['check', '--connect', '--uncalibrated'], {
    env: { ...env, ...folders },
  });
  const text = stdout.toString();
  t.is(code, 2);
  t.regex(text, /^raw files +ftp:\S+\/raw +FTP_SERVER, FTP_PORT, FTP_SOURCE_DIR$/m);
  t.true(text.includes(`\nuser                       ${user}`));
  t.true(
    text.replaceAll(`${port}`, 'PORT').endsWith(`
copy from: ftp://127.0.0.1:PORT/nowhere: not there
raw files: ftp://127.0.0.1:PORT/raw: listed, 1 folder, none called Polytech, 1 file in those that are wanted
publish to: ftp://127.0.0.1:PORT/out: not there yet, made by the first run that publishes

1 wrong:
  - copy from: there is no folder ftp://127.0.0.1:PORT/nowhere; check the path
`),
  );
  t.false(`${text}${stderr}`.includes(password));
  t.deepEqual(files.paths(), ['/raw/Hydropolis/Hydropol_010124_000000.txt']);
});

test('check compares this machine’s clock with what the server lists and what is published', async (t) => {
  const cwd = tempFolder(t);
  const { port, user, password, files } = await startServer(t);
  const hourAgoS = nowS() - 3600;
  files.put('/raw/Hydropolis/a.txt', `Hydropolis, ${hourAgoS}, 1, 0, 12\n`, hourAgoS);
  const env = { FTP_SERVER: '127.0.0.1', FTP_PORT: `${port}`, FTP_USERNAME: user, FTP_PASSWORD: password };
  const args = ['--gauge', 'Hydropolis', '--uncalibrated', '--out', 'out'];
  const all = { ...env, FTP_SOURCE_DIR: '/raw' };
  t.is((await pluvio(['update', '--keep-raw', ...args], { cwd, env: all })).code, 0);
  const checked = async (...more: string[]): Promise<[number | null, string]> => {
    const { code, stdout } = await pluvio(['check', ...args, ...more], { cwd, env: all });
    return [code, stdout.toString()];
  };
  const [code, text] = await checked('--connect');
  t.is(code, 0, text);
  t.regex(text, /^clock of this machine: \d{4}-\S+ \S+ UTC, trusted$/m);
  t.regex(text, /^ {2}newest file of a server: .* UTC, 1 h(?: \d+ min)? before$/m);
  t.regex(text, /^ {2}newest reading published: .* UTC, 1 h(?: \d+ min)? before$/m);
  t.regex(text, /^ {2}this software built: .* 00:00:00 UTC, /m);
  files.put('/raw/Hydropolis/b.txt', 'x', nowS() + 10 * 86_400);
  const [wrong, told] = await checked('--connect');
  t.is(wrong, 2);
  t.regex(
    told,
    /this machine’s clock, .* UTC, is (?:9 d 23 h|10 d) behind the newest date listed by the server: set the one/,
  );
  const { clock } = JSON.parse((await checked('--connect', '--json'))[1]) as { clock: Record<string, unknown> };
  t.like(clock, { kind: 'behind', witness: 'listing', publishedS: hourAgoS });
});
