import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { pluvio, tempFolder } from './pluvio.js';

test('check shows each setting with its origin, and never a password', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'calib.csv'), 'pluvio,a,b,c\nHydropolis,0.1,1,0\nPolytech,0,1,0\n');
  writeFileSync(join(cwd, 'pluvio.env'), '# settings\nexport FTP_PASSWORD="hush hush"\nFTP_SOURCE_DIR=/raw\n');
  chmodSync(join(cwd, 'pluvio.env'), 0o600);
  const env = { FTP_SERVER: 'ftp.example.org', CALIB_FILE: 'calib.csv' };
  const { code, stdout, stderr } = await pluvio(['check', '--env-file', 'pluvio.env', '--out', 'o'], { cwd, env });
  const text = stdout.toString();
  t.is(stderr, '');
  t.is(code, 0);
  t.regex(text, /^raw files +ftp:\/\/ftp\.example\.org\/raw +FTP_SOURCE_DIR in pluvio\.env$/m);
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
    '  - --from: "http://" is not understood; use a folder, ftp:// or ftps://',
    '  - --connections: "99" is not a number of connections; expected 1 to 32',
    "  - --calib: cannot read no.csv: ENOENT: no such file or directory, open 'no.csv'",
    '',
  ]);
});

test('check --connect lists the stores and says which gauges have no folder', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'raw', 'Hydropolis'), { recursive: true });
  const { code, stdout } = await pluvio(['check', '--connect', '--uncalibrated', '--from', 'raw'], { cwd });
  t.is(code, 0);
  t.regex(stdout.toString(), /^raw files: raw: listed, 1 folders, none called Polytech$/m);
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

test('--env-file gives way to the environment', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'pluvio.env'), "LOCAL_OUTPUT_DIR='from file' # not so\n");
  const of = async (env: Record<string, string>): Promise<string> =>
    (await pluvio(['check', '--uncalibrated', '--env-file', 'pluvio.env'], { cwd, env })).stdout.toString();
  t.regex(await of({}), /^outputs +/m);
  t.regex(await of({ LOCAL_OUTPUT_DIR: 'of the environment' }), /^outputs +of the environment +LOCAL_OUTPUT_DIR$/m);
});
