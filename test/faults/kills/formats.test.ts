import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { FORMATS } from '../../../src/formats/registry.js';
import { assertEnd } from '../support/checks.js';
import { IS_LONG } from '../support/extent.js';
import { network, openScene, troublesIn, type Scene } from '../support/scene.js';

const CHILD = `${process.cwd()}/dist/test/faults/support/child.js`;
const ALL = ['update', '--formats', FORMATS.map(({ name }) => name).join(',')];

/** Runs without a new reading: nothing but the year's own files tells a later run what is left to do. */
const CHANGES: Record<string, (scene: Scene) => void> = {
  'formats asked for later': () => undefined,
  'another calibration': ({ folder }) =>
    writeFileSync(join(folder, 'calib.csv'), network.calibCsv.replaceAll('1.0761', '2.0761')),
};

const MAIN_POINTS = [
  ['local-manifest', 2],
  ['local-network', 1],
  ['target-network', 2],
] as const;
const POINTS = IS_LONG
  ? ([
      ...MAIN_POINTS,
      ['local-file', 1],
      ['local-manifest', 1],
      ['target-file', 3],
      ['target-manifest', 1],
      ['target-manifest', 2],
      ['local-network', 3],
      ['target-network', 1],
    ] as const)
  : MAIN_POINTS;

async function before(t: ExecutionContext, change: (scene: Scene) => void, formats: string[]): Promise<Scene> {
  const scene = await openScene(t);
  scene.put('/raw', network.history);
  t.is((await scene.run(['init', ...formats])).code, 0);
  change(scene);
  return scene;
}

for (const [what, change] of Object.entries(CHANGES))
  test.serial(`update for ${what}, killed anywhere, is finished by the same update, networks included`, async (t) => {
    t.timeout(600_000);
    const formats = what.startsWith('formats') ? [] : ALL.slice(1);
    const whole = await before(t, change, formats);
    t.is((await whole.run(ALL)).code, 0);
    const expected = whole.under('/published');
    for (const [step, nth] of POINTS) {
      const scene = await before(t, change, formats);
      const end = await new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [CHILD, step, String(nth), ...ALL], { env: scene.env, stdio: 'ignore' });
        child.on('error', reject);
        child.on('exit', (code, signal) => resolve(signal ?? code));
      });
      t.is(end, 'SIGKILL', `${step} ${nth}`);
      const { code, stderr } = await scene.run(ALL);
      t.is(code, 0, troublesIn(stderr));
      await assertEnd(t, scene, expected, `killed at ${step} ${nth}`);
    }
  });
