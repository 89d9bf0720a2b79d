import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
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
