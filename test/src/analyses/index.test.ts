import { existsSync } from 'node:fs';
import test from 'ava';
import { ANALYSES } from '../../../src/analyses/index.js';
import { COMMANDS } from '../../../src/cli/command-table.js';
import { projectPath } from '../../support/pluvio.js';

for (const { name, command } of ANALYSES)
  test(`ANALYSES: ${name} has a file or folder of its name, and its command is one`, (t) => {
    t.true([`${name}.ts`, `${name}/index.ts`].some((file) => existsSync(projectPath(`src/analyses/${file}`))));
    t.true(command === undefined || COMMANDS.some((entry) => entry.name === command));
  });
