import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { blocksOf } from '../docs/support/markdown.js';
import { projectPath } from '../support/pluvio.js';
import { tempFolder } from '../support/temp.js';

test('the packed package installs into an empty folder, and its demo runs there', (t) => {
  t.timeout(180_000);
  const folder = tempFolder(t);
  const env = { ...process.env, npm_config_ignore_scripts: 'true', npm_config_loglevel: 'error' };
  const packed = execFileSync('npm', ['pack', '--pack-destination', folder], { encoding: 'utf8', env })
    .trim()
    .split('\n')
    .at(-1)!;
  const project = path.join(folder, 'project');
  mkdirSync(project);
  writeFileSync(path.join(project, 'package.json'), '{ "name": "project", "private": true, "type": "module" }\n');
  execFileSync('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', path.join(folder, packed)], {
    cwd: project,
    env,
  });
  t.false(existsSync(path.join(project, 'node_modules', 'typescript')), 'no development dependency comes along');
  compileExamples(project);
  const output = execFileSync('npx', ['--no', 'pluvio', 'demo'], {
    cwd: project,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  t.regex(output, /Published on the server/);
  t.true(readdirSync(path.join(project, 'pluvio-demo', 'output', 'Hydropolis')).includes('2024'));
  const exported = execFileSync(
    process.execPath,
    ['-e', "import('pluvio').then((m) => console.log(Object.keys(m).join()))"],
    { cwd: project, encoding: 'utf8' },
  );
  for (const name of ['pipeline', 'bucket', 'memorySpill', 'PluvioError'])
    t.true(exported.split(/[,\n]/).includes(name), name);
});

/**
 * Compiles the examples of docs/library.md as a program that uses the package does, `strict` and with the types of its
 * dependencies checked; throws what the compiler says.
 */
function compileExamples(project: string): void {
  const programs = blocksOf('docs/library.md').filter(({ language }) => language === 'ts');
  programs.forEach(({ text }, i) => writeFileSync(path.join(project, `example-${i}.ts`), text));
  // Types of Node are the program's own; those of anything else have to come with the package.
  for (const name of ['@types/node', 'undici-types'])
    cpSync(projectPath(`node_modules/${name}`), path.join(project, 'node_modules', name), { recursive: true });
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: ['node'],
  };
  writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const { status, stdout } = spawnSync(process.execPath, [projectPath('node_modules/typescript/bin/tsc')], {
    cwd: project,
    encoding: 'utf8',
  });
  if (status !== 0 || programs.length === 0) throw new Error(`docs/library.md does not compile: ${stdout}`);
}
