import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { existsSync } from 'node:fs';
import { PLUVIO, projectPath, shell, tempFolder } from '../support/pluvio.js';

const START_S = Math.floor(Date.now() / 1000) - 600;

test('examples/alert.sh mails what status says: always, or only where it is needed', async (t) => {
  const folder = tempFolder(t);
  const bin = path.join(folder, 'bin');
  mkdirSync(path.join(folder, 'raw/Hydropolis'), { recursive: true });
  mkdirSync(bin);
  const put = (name: string, text: string): void => {
    writeFileSync(path.join(folder, name), text);
    chmodSync(path.join(folder, name), 0o755);
  };
  put('bin/pluvio', `#!/bin/sh\nexec "${process.execPath}" "${PLUVIO}" "$@"\n`);
  put('bin/mail', `#!/bin/sh\n{ echo "$@"; cat; } > "${folder}/mail.txt"\n`);
  put('net.env', `LOCAL_OUTPUT_DIR=${folder}/out\n`);
  put('gauges.csv', 'gauge\nHydropolis\n');
  put('raw/Hydropolis/H.txt', `Hydropolis, ${START_S}, 0, 0, 12\n`);
  const env = { PATH: `${bin}:${process.env.PATH ?? ''}`, GAUGES_FILE: path.join(folder, 'gauges.csv') };
  const run = (line: string): ReturnType<typeof shell> =>
    shell(line, { cwd: folder, env: { ...env, PLUVIO_SETTINGS: path.join(folder, 'net.env') } });
  const made = await run(`bin/pluvio --settings net.env update --from raw --uncalibrated`);
  t.is(made.code, 0, made.stderr);
  const alert = projectPath('examples/alert.sh');
  const needless = await run(`sh "${alert}" montpellier --if-needed`);
  t.is(needless.code, 0, needless.stderr);
  t.false(existsSync(path.join(folder, 'mail.txt')));
  const mailed = await run(`ALERT_TO=me sh "${alert}" montpellier`);
  t.is(mailed.code, 0, mailed.stderr);
  const mail = readFileSync(path.join(folder, 'mail.txt'), 'utf8');
  t.true(mail.startsWith('-s pluvio montpellier: the unit has failed me\n'), mail);
  t.regex(mail, /\nupdate: ran last \d{4}-\d\d-\d\d \d\d:\d\d:\d\d, done\n/);
  put('gauges.csv', 'gauge\nHydropolis\nPolytech\n');
  t.is((await run(`sh "${alert}" montpellier --if-needed`)).code, 0);
  const silent = readFileSync(path.join(folder, 'mail.txt'), 'utf8');
  t.regex(silent, /^-s pluvio montpellier: status ends with 3 root\n[^]*SILENT for more than 30 min: Polytech\n/);
});
