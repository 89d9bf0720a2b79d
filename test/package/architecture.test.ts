import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { projectPath } from '../support/pluvio.js';

const TEXT = readFileSync(projectPath('ARCHITECTURE.md'), 'utf8');
const FOLDERS = ['src', 'streams', 'fixtures', 'test', 'bench', 'docs', 'scripts'];
/** What has a stroke in it, or ends as a file does; `dist` is made, and `.pluvio` is no file of ours. */
const PATH = /^(?!dist\/|\.)(?:[\w.*-]+\/[\w./*-]+|[\w*-]+\.(?:ts|md|toml|json|cjs))$/;

/** Every file and folder of the project, from its root. */
const ALL = FOLDERS.flatMap((folder) => [
  folder,
  ...readdirSync(projectPath(folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
]);

/** Whether a path, or the end of one, is there; `*` stands for any name. */
function isThere(named: string): boolean {
  const end = named.replaceAll('.', '\\.').replaceAll('*', '[^/]*');
  const pattern = new RegExp(`(?:^|/)${end}$`);
  // Modules without their ending are named as scenarios are.
  return ALL.some((path) => pattern.test(path) || pattern.test(path.replace(/\.ts$/, '')));
}

test('every file and folder that ARCHITECTURE.md names is there', (t) => {
  const named = Array.from(TEXT.matchAll(/`([^`\n]+)`/g), ([, code]) => code!).filter((code) => PATH.test(code));
  t.true(named.length > 60, `${named.length} paths`);
  t.deepEqual(
    named.filter((path) => !isThere(path)),
    [],
  );
});

test('the way of one reading has at most 20 steps, each begun in a file that no other step names', (t) => {
  const steps = Array.from(TEXT.matchAll(/^\d+\. `([^`]+)`/gm), ([, path]) => path!);
  t.true(steps.length >= 15 && steps.length <= 20, `${steps.length} steps`);
  t.deepEqual([...new Set(steps)], steps);
  t.deepEqual(
    steps.filter((path) => !ALL.includes(path)),
    [],
    'whole paths',
  );
});
