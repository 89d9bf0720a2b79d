import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parseEnvFile } from '../../src/config/env-file.js';
import { pickEnvironment } from '../../src/config/variables.js';
import { projectPath, tempFolder } from '../support/pluvio.js';

interface Row {
  readonly line: string;
  readonly shell: string;
  readonly settings: string;
  readonly docker: string;
}

/** A cell's text, `an error` where it has no code. */
function cell(text: string): string {
  return (/^`(.*)`$/.exec(text.trim())?.[1] ?? text.trim()).replaceAll('␣', ' ');
}

/** The table of docs/operating.md. */
function rows(): Row[] {
  const page = readFileSync(projectPath('docs/operating.md'), 'utf8');
  return [...page.matchAll(/^\| (`FTP_PASSWORD=.*`) \| (.*) \| (.*) \| (.*) \|$/gm)].map((match) => {
    const [line, shell, settings, docker] = match.slice(1).map(cell);
    return { line: line!, shell: shell!, settings: settings!, docker: docker! };
  });
}

test('the table of lines is there', (t) => {
  t.true(rows().length >= 12);
});

for (const { line, shell, settings, docker } of rows()) {
  test(`docs/operating.md, --settings: ${line}`, (t) => {
    const { FTP_PASSWORD } = Object.fromEntries(parseEnvFile(`${line}\n`, 'x.env'));
    t.is(pickEnvironment({ FTP_PASSWORD }).FTP_PASSWORD, settings);
  });

  test(`docs/operating.md, docker run --env-file: ${line}`, (t) => {
    // Docker takes everything behind the "=" as it is (docs.docker.com, docker container run, --env-file).
    const FTP_PASSWORD = line.slice(line.indexOf('=') + 1);
    t.is(pickEnvironment({ FTP_PASSWORD }).FTP_PASSWORD, docker);
  });

  test(`docs/operating.md, a shell: ${line}`, (t) => {
    const file = join(tempFolder(t), 'x.env');
    writeFileSync(file, `${line}\n`);
    const script = 'set -eua; unset FTP_PASSWORD; b=; . "$1"; printf %s "$FTP_PASSWORD"';
    const { status, stdout } = spawnSync('sh', ['-c', script, 'sh', file], { env: { PATH: process.env.PATH ?? '' } });
    t.is(status === 0 ? pickEnvironment({ FTP_PASSWORD: stdout.toString() }).FTP_PASSWORD : 'an error', shell);
  });
}
