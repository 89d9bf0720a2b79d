import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parseEnvFile } from '../../src/config/env-file.js';
import { VARIABLES } from '../../src/config/variables.js';
import { buildProgram } from '../../src/cli/program.js';
import { processHost } from '../../src/cli/host/host.js';
import { nowS, startServer } from '../support/servers/ftp-server.js';
import { pluvio, projectPath, shell, tempFolder } from '../support/pluvio.js';

const example = (name: string): string => projectPath(`examples/${name}`);
const textOf = (name: string): string => readFileSync(example(name), 'utf8');
const commands = new Set(
  (await buildProgram(processHost(), () => undefined)).commands.map((command) => command.name()),
);

test('examples/pluvio.env is read by check, and has no unknown variable', async (t) => {
  const cwd = tempFolder(t);
  copyFileSync(example('pluvio.env'), join(cwd, 'pluvio.env'));
  chmodSync(join(cwd, 'pluvio.env'), 0o600);
  const { code, stdout } = await pluvio(['--settings', 'pluvio.env', 'check', '--uncalibrated'], { cwd });
  t.is(code, 0, stdout.toString());
  t.regex(
    stdout.toString(),
    /^raw files +ftps:\/\/ftp\.example\.org\/pluvio\/working +FTP_SERVER, FTP_SECURE, FTP_SOURCE_DIR in pluvio\.env$/m,
  );
  const known: readonly string[] = VARIABLES.map(({ name }) => name);
  const all = textOf('pluvio.env').replaceAll(/^#(?=[A-Z])/gm, '');
  for (const name of parseEnvFile(all, 'pluvio.env').keys()) t.true(known.includes(name), name);
});

test('the tables of examples are read by check, which finds nothing strange', async (t) => {
  const tables = ['--calib', example('calib.csv'), '--gauges', example('gauges.csv')];
  const { code, stdout } = await pluvio(['check', ...tables], { cwd: tempFolder(t) });
  t.is(code, 0, stdout.toString());
  t.regex(stdout.toString(), /^gauges wanted +Hydropolis, Polytech, RueBrives +gauges table$/m);
  t.is(stdout.toString().match(/to look at|wrong:/g), null);
});

test('the systemd units are accepted by systemd-analyze', (t) => {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'units'));
  const name = 'pluvio@.service';
  for (const unit of [name, 'pluvio-alert@.service', 'pluvio-serve@.service'])
    copyFileSync(example(unit), join(folder, 'units', unit));
  for (const unit of [name, 'pluvio-serve@.service']) {
    const [, command] = /^ExecStart=.*pluvio ([a-z]+)/m.exec(textOf(unit))!;
    t.true(commands.has(command!));
  }
  const { error, stderr } = spawnSync(
    'systemd-analyze',
    [
      'verify',
      '--man=no',
      '--recursive-errors=no',
      ...['pluvio@test.service', 'pluvio-alert@test.service', 'pluvio-serve@test.service'],
    ],
    {
      cwd: join(folder, 'units'),
      env: { ...process.env, SYSTEMD_UNIT_PATH: `${join(folder, 'units')}:` },
      timeout: 20_000,
    },
  );
  if (error) t.log('SKIPPED: systemd-analyze is not here to verify the units');
  const complaints = stderr
    .toString()
    .split('\n')
    .filter((line) => /pluvio(?:-alert|-serve)?@/.test(line));
  t.deepEqual(error ? [] : complaints, []);
});

test('examples/nginx.conf is accepted by nginx, and leads to the port that serve listens on', (t) => {
  const text = textOf('nginx.conf');
  const options = new Map(
    [...text.matchAll(/proxy_pass http:\/\/127\.0\.0\.1:(\d+)/g)].map(([, port]) => [port, true]),
  );
  t.deepEqual([...options.keys()], ['8080']);
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'tls'), { recursive: true });
  const keyed = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=rain.example.org'],
    ...['-keyout', join(cwd, 'tls/privkey.pem'), '-out', join(cwd, 'tls/fullchain.pem')],
  ]);
  if (keyed.error ?? spawnSync('nginx', ['-v']).error) {
    t.log('SKIPPED: openssl or nginx is not here to read the configuration');
    return;
  }
  const server = text.replaceAll('/etc/letsencrypt/live/rain.example.org', join(cwd, 'tls'));
  writeFileSync(
    join(cwd, 'nginx.conf'),
    `pid ${cwd}/pid;\nerror_log stderr;\nevents {}\nhttp { access_log off;\n${server.replaceAll(/listen (\[::\]:)?443/g, 'listen $118443')}}\n`,
  );
  const { status, stderr } = spawnSync('nginx', ['-t', '-c', join(cwd, 'nginx.conf'), '-p', cwd]);
  t.is(status, 0, stderr.toString());
});

test('examples/crontab has five fields of time and commands that exist', (t) => {
  for (const line of textOf('crontab')
    .split('\n')
    .filter((text) => text !== '' && !text.startsWith('#'))) {
    t.regex(line, /^(?:[\d*/,-]+\s+){5}pluvio /);
    for (const [, command] of line.matchAll(/pluvio (?:--settings \S+ |--quiet )*([a-z]+)/g))
      t.true(commands.has(command!), command);
  }
});

test('the commands of examples/crontab work as cron runs them, with examples/pluvio.env filled in, and print nothing', async (t) => {
  const cwd = tempFolder(t);
  const { port, user, password, files } = await startServer(t);
  const raw = 'Hydropolis, 1704067200, 1, 0, 12\n';
  files.put('/loggers/Hydropolis/Hydropol_010124_000000.txt', raw, nowS() - 3600);
  writeFileSync(join(cwd, 'password'), `${password}\n`, { mode: 0o600 });
  writeFileSync(join(cwd, 'calib.csv'), 'pluvio,a,b,c\nHydropolis,0,1,0\nPolytech,0,1,0\n');
  const filled = textOf('pluvio.env')
    .replace('FTP_SERVER=ftp.example.org', `FTP_SERVER=127.0.0.1\nFTP_PORT=${port}`)
    .replace('FTP_SECURE=true', 'FTP_SECURE=false')
    .replace('FTP_USERNAME=pluvio', `FTP_USERNAME=${user}`)
    .replace('#FTP_PASSWORD_FILE=/etc/pluvio/montpellier.password', `FTP_PASSWORD_FILE=${cwd}/password`)
    .replace('#CALIB_FILE=/etc/pluvio', `CALIB_FILE=${cwd}`)
    .replace('/var/lib/pluvio/montpellier', `${cwd}/out`);
  writeFileSync(join(cwd, 'montpellier.env'), filled);
  const lines = textOf('crontab')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines) {
    const command = line.replace(/^(?:\S+\s+){5}/, '').replaceAll('/etc/pluvio', cwd);
    const { code, stdout, stderr } = await shell(command, { cwd });
    t.is(code, 0, `${command}: ${stderr}${stdout.toString()}`);
    t.is(stderr, '', command);
    t.is(stdout.toString() === '', !command.endsWith(' check'), command);
  }
  t.true(files.paths().includes('/pluvio/published/Hydropolis/2024/Hydropolis_treated_2024.csv'));
});

test('an environment file that others can read is fine without a password', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'open.env'), 'FTP_SERVER=ftp.example.org\n');
  chmodSync(join(cwd, 'open.env'), 0o644);
  t.is((await pluvio(['--settings', 'open.env', 'check', '--uncalibrated'], { cwd })).code, 0);
});
