import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import test from 'ava';
import { COMMANDS } from '../../../src/cli/command-table.js';
import { VARIABLES } from '../../../src/config/variables.js';
import { ERROR_CODES } from '../../../src/domain/errors.js';
import { errorsPage } from '../../../src/cli/pages/errors-page.js';
import { pluvio, pluvioAt, projectPath } from '../../support/pluvio.js';

test('help of every command tells its options, defaults and two examples', async (t) => {
  for (const { name, summary, examples } of COMMANDS) {
    const { code, stdout, stderr } = await pluvioAt(0, [name, '--help']);
    const text = stdout.toString();
    t.is(code, 0, name);
    t.is(stderr, '', name);
    t.true(text.replaceAll(/\s+/g, ' ').includes(summary), name);
    for (const example of examples) t.true(text.includes(`  $ ${example}\n`), `${name}: ${example}`);
    t.true(text.includes('--debug'), `${name} shows the options of every command`);
    const asTopic = await pluvioAt(0, ['help', name]);
    t.is(asTopic.stdout.toString(), text, `help ${name}`);
  }
});

test('every example of help is understood: its commands and options exist', async (t) => {
  for (const { examples } of COMMANDS)
    for (const example of examples)
      for (const part of example.matchAll(/pluvio ([a-z]+)((?: [^|()>]+)?)/g)) {
        const help = (await pluvioAt(0, ['help', part[1]!])).stdout.toString();
        t.true(help.startsWith(`Usage: pluvio ${part[1]!}`), example);
        for (const option of part[2]!.match(/--[a-z-]+/g) ?? []) t.true(help.includes(option), `${example}: ${option}`);
      }
});

test('help environment names every variable, help formats every output', async (t) => {
  const environment = (await pluvio(['help', 'environment'])).stdout.toString();
  for (const { name } of VARIABLES) t.true(environment.includes(`  ${name} `), name);
  const formats = (await pluvio(['help', 'formats'])).stdout.toString();
  for (const kind of ['concatenated', 'treated', 'sparse', 'coverage', 'manifest'])
    t.true(formats.includes(`_${kind}_`));
});

test('pluvio alone shows its commands', async (t) => {
  const { code, stdout } = await pluvio([]);
  t.is(code, 0);
  for (const { name } of COMMANDS) t.regex(stdout.toString(), new RegExp(`^ {2}${name}\\b`, 'm'));
});

test('a mistyped command or option brings a suggestion', async (t) => {
  const command = await pluvio(['pars']);
  t.is(command.code, 2);
  t.is(command.stderr, "pluvio: unknown command 'pars'; did you mean parse? (see pluvio --help)\n");
  const option = await pluvio(['run', '--gague', 'A']);
  t.is(option.code, 2);
  t.regex(option.stderr, /^pluvio: unknown option '--gague'; did you mean --gauges?\? \(see pluvio run --help\)\n$/);
  const topic = await pluvio(['help', 'nothing']);
  t.regex(topic.stderr, /^pluvio: there is no help on "nothing"; topics are formats, rain, environment, commands /);
});

test('the manual page is made at build, is good roff, and has every command', (t) => {
  const file = projectPath('dist/man/pluvio.1');
  const page = readFileSync(file, 'utf8');
  for (const { name } of COMMANDS) t.true(page.includes(`.SS "pluvio ${name} `), name);
  const { error, stdout, stderr } = spawnSync('man', ['--warnings', '-l', file], {
    env: { ...process.env, MANWIDTH: '80' },
    timeout: 20_000,
  });
  if (error) t.log('SKIPPED: man is not here to show the page');
  else {
    t.is(stderr.toString(), '');
    t.true(stdout.toString().includes('EXIT STATUS'));
  }
});

test('docs/errors.md is what the code says', (t) => {
  const file = projectPath('docs/errors.md');
  t.true(existsSync(file));
  t.is(readFileSync(file, 'utf8'), errorsPage(), 'run npm run docs');
  for (const code of Object.keys(ERROR_CODES)) t.true(errorsPage().includes(`\`${code}\``));
});
