import { cp, symlink } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { loadCases, readTree } from '../../../fixtures/cases.js';
import { quickFolder } from '../../support/temp.js';
import { childEnv, PLUVIO, projectPath } from '../../support/pluvio.js';

const [fixture] = (await loadCases(projectPath('fixtures/cases'))).filter(({ name }) => name === 'silent-gauge');

/** Files that a run of the built command makes of the case. */
async function made(folder: string, node: readonly string[], command = PLUVIO): Promise<Map<string, string>> {
  const { runs, calibPath, gauges } = fixture!;
  const settings = ['--calib', calibPath, '--gauge', gauges.join(','), '--out', folder, '--not-before', '1970-01-01'];
  const { status, stderr } = spawnSync(process.execPath, [...node, command, 'run', runs[0]!.rawFolder, ...settings], {
    env: childEnv({ LOCAL_TEMP_DIR: folder }),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const tree = await readTree(folder);
  return new Map([...tree].map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]));
}

test('the bytes are the same where there is no WebAssembly, or its modules are not shipped', async (t) => {
  const usual = await made(quickFolder(t), []);
  t.true(usual.size > 5);
  t.deepEqual(await made(quickFolder(t), ['--no-expose-wasm']), usual);
  const copy = quickFolder(t);
  for (const part of ['dist/bundle', 'package.json'])
    await cp(projectPath(part), join(copy, part), { recursive: true });
  await symlink(projectPath('node_modules'), join(copy, 'node_modules'));
  t.deepEqual(await made(quickFolder(t), [], join(copy, 'dist/bundle/cli/main.js')), usual);
});
