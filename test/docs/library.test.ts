import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import ts from 'typescript';
import { childEnv, projectPath } from '../support/pluvio.js';
import { blocksOf } from './support/markdown.js';

const [dump, ...rest] = blocksOf('docs/library.md');

for (let i = 0; i < rest.length; i += 2) {
  const [program, output] = [rest[i]!, rest[i + 1]!];
  test(`docs/library.md: example ${i / 2 + 1} prints what the page says`, (t) => {
    // Inside the project, so that `pluvio` is this package.
    const folder = mkdtempSync(projectPath('dist/example-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'dump.txt'), dump!.text);
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
    const { outputText } = ts.transpileModule(program.text, { compilerOptions });
    writeFileSync(join(folder, 'example.mjs'), outputText);
    const options = { cwd: folder, env: childEnv(), timeout: 30_000 };
    const { status, stdout, stderr } = spawnSync(process.execPath, ['example.mjs'], options);
    t.is(stderr.toString(), '');
    t.is(status, 0);
    t.is(stdout.toString(), output.text);
  });
}
