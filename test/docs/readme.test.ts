import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { buildProgram } from '../../src/cli/program.js';
import { processHost } from '../../src/cli/host/host.js';
import { projectPath, shell, tempFolder } from '../support/pluvio.js';
import { startServer } from '../support/servers/ftp-server.js';
import { blocksOf } from './support/markdown.js';
import { testUnless, whyNoCommand } from '../support/needs.js';

const DUMP = [0, 1, 2, 3, 6, 7].flatMap((tips) =>
  ['Hydropolis', 'Polytech'].map((gauge) => `${gauge}, ${1704067200 + 60 * tips}, ${tips}, 0, 12.2`),
);
const PAGES = [
  'README.md',
  'README.fr.md',
  'docs/commands.md',
  'docs/promises.md',
  'docs/operating.md',
  'docs/library.md',
  'docs/errors.md',
  'docs/tables.md',
  'docs/rain.md',
  'docs/serve.md',
  'docs/alerts.md',
];
/** Of the program, not of a file of the reader. */
const OWN_FILES = /\]\((?!https?:)([^)#]+)/g;

/** A folder as the examples of the pages suppose it. */
function prepare(cwd: string): void {
  const rows = `${DUMP.join('\n')}\n`;
  mkdirSync(join(cwd, 'Hydropolis'));
  writeFileSync(join(cwd, 'Hydropolis', 'Hydropol_010124_000000.txt'), rows);
  mkdirSync(join(cwd, 'dumps'));
  cpSync(join(cwd, 'Hydropolis'), join(cwd, 'dumps', 'Hydropolis'), { recursive: true });
  writeFileSync(join(cwd, 'dump.txt'), rows);
  writeFileSync(join(cwd, 'old.gz'), gzipSync(rows));
  writeFileSync(join(cwd, 'calib.csv'), 'pluvio,a,b,c\nHydropolis,0.0008,1.0761,0\nPolytech,0.0008,1.0761,0\n');
}

for (const page of ['README.md', 'README.fr.md', 'docs/commands.md']) {
  for (const { language, text } of blocksOf(page)) {
    if (language !== 'sh') continue;
    for (const line of text.trim().split('\n')) {
      const why = ['curl', 'jq']
        .filter((tool) => line.includes(`${tool} `))
        .map((tool) => whyNoCommand(tool))
        .find((one) => one !== undefined);
      testUnless(why)(`${page}: ${line}`, async (t) => {
        const cwd = tempFolder(t);
        prepare(cwd);
        const { port, user, password, files } = await startServer(t);
        files.put('/dump.txt', readFileSync(join(cwd, 'dump.txt')));
        const real = line.replace('ftp://ftp.example.org', `ftp://${user}:${password}@127.0.0.1:${port}`);
        const { code, stdout, stderr } = await shell(`npx() { "$@"; }\n${real}`, { cwd });
        t.is(code, 0, stderr);
        t.true(stdout.length > 0 || readdirSync(cwd).length > 5, 'something came out');
      });
    }
  }
}

test('every command of the pages exists, with the options given to it', async (t) => {
  const program = await buildProgram(processHost(), () => undefined);
  const global = program.options.map(({ long }) => long);
  for (const page of PAGES)
    for (const { text } of blocksOf(page))
      for (const [, before, name, rest] of text.matchAll(/pluvio((?: --settings \S+)?) ([a-z]+)\b((?: [^|\n#>]*)?)/g)) {
        if (/^docker|^# |useradd/.test(text) && before === '') continue;
        const command = program.commands.find((candidate) => candidate.name() === name);
        if (!t.truthy(command, `${page}: pluvio ${name!}`)) continue;
        const known = [...global, ...command.options.map(({ long }) => long)];
        for (const option of rest!.match(/--[a-z-]+/g) ?? [])
          t.true(known.includes(option), `${page}: ${name!} ${option}`);
      }
});

test('README.md, README.fr.md and docs/commands.md name every command', async (t) => {
  const { commands } = await buildProgram(processHost(), () => undefined);
  for (const page of ['README.md', 'README.fr.md', 'docs/commands.md']) {
    const text = readFileSync(projectPath(page), 'utf8');
    for (const command of commands) t.regex(text, new RegExp(`\`(pluvio )?${command.name()}\``), command.name());
  }
});

test('every file that the pages point to is there', (t) => {
  for (const page of PAGES)
    for (const [, target] of readFileSync(projectPath(page), 'utf8').matchAll(OWN_FILES))
      t.true(existsSync(join(dirname(projectPath(page)), target!)), `${page}: ${target!}`);
});
