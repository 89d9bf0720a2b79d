import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { COMMANDS } from '../../../src/cli/command-table.js';
import { SHELLS, type Shell } from '../../../src/cli/pages/completion.js';
import { testUnless, whyNoCommand } from '../../support/needs.js';
import { childEnv, pluvio, projectPath, tempFolder } from '../../support/pluvio.js';

/** Lines, and what a shell has to offer where Tab is pressed after them; in a folder with these files. */
const FILES = ['dump.txt', 'calib.csv'];
const OFFERS: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['pluvio up', ['update']],
  ['pluvio ', [...COMMANDS.map(({ name }) => name), 'help']],
  ['pluvio --quiet ru', ['run']],
  ['pluvio --log-level warn ru', ['run']],
  ['pluvio --log-level ', ['debug', 'info', 'warn', 'error', 'silent']],
  ['pluvio run --em', ['--emit']],
  ['pluvio run --emit ', ['concatenated', 'treated', 'triplets']],
  ['pluvio --debug run --emit trip', ['triplets']],
  ['pluvio parse --rej', ['--rejects']],
  ['pluvio parse --log-f', ['--log-format']],
  ['pluvio run --calib ca', ['calib.csv']],
  ['pluvio run du', ['dump.txt']],
  ['pluvio update --every ', []],
  ['pluvio status du', []],
  ['pluvio completion ', ['bash', 'zsh', 'fish']],
  ['pluvio help env', ['environment']],
  ['pluvio help tri', ['triplets']],
];

/** How each shell is asked, with its script in `folder`; it prints what it offers, a line each. */
const ASK: Record<Shell, (folder: string, line: string) => readonly [command: string, ...args: string[]]> = {
  bash: (folder, line) => {
    const words = line.split(' ').map((word) => `'${word}'`);
    const asked = `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; COMP_LINE='${line}'`;
    const script = `source ${folder}/pluvio.bash; ${asked}; $(complete -p pluvio | sed 's/.*-F \\([^ ]*\\).*/\\1/')`;
    return ['bash', '--norc', '-c', `${script}; printf '%s\\n' "\${COMPREPLY[@]}"`];
  },
  zsh: (folder, line) => ['zsh', '-f', projectPath('test/support/zsh-complete.zsh'), folder, line],
  fish: (folder, line) => ['fish', '--no-config', '-c', `source ${folder}/pluvio.fish; complete -C '${line}'`],
};
const SCRIPT_NAMES: Record<Shell, string> = { bash: 'pluvio.bash', zsh: '_pluvio', fish: 'pluvio.fish' };

for (const shell of SHELLS)
  testUnless(whyNoCommand(shell))(
    `completion ${shell}: ${shell} itself offers commands, options, choices and files`,
    async (t) => {
      t.timeout(90_000);
      const folder = tempFolder(t);
      const cwd = join(folder, 'files');
      mkdirSync(cwd);
      for (const file of FILES) writeFileSync(join(cwd, file), '');
      const { stdout, code } = await pluvio(['completion', shell]);
      t.is(code, 0);
      writeFileSync(join(folder, SCRIPT_NAMES[shell]), stdout);
      for (const [line, words] of OFFERS) {
        t.deepEqual(ask(t, shell, folder, line), [...words].sort(), line);
      }
    },
  );

function ask(t: ExecutionContext, shell: Shell, folder: string, line: string): string[] {
  const [command, ...args] = ASK[shell](folder, line);
  const options = { cwd: join(folder, 'files'), env: { ...childEnv(), HOME: folder }, timeout: 20_000 };
  const { status, stdout, stderr } = spawnSync(command, args, options);
  t.is(stderr.toString(), '', line);
  t.is(status, 0, line);
  // What stands after a tab is the description.
  const offered = stdout
    .toString()
    .split('\n')
    .map((text) => text.split('\t')[0]!.trim());
  return [...new Set(offered.filter((word) => word !== ''))].sort();
}
