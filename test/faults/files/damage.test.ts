import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { assertEnd, differences, undone, withoutBooks } from '../support/checks.js';
import { IS_LONG, tellFigure } from '../support/extent.js';
import { assertNothingLost, expectedAfter, sceneBefore } from '../support/run-fault.js';
import { network, type Scene } from '../support/scene.js';

const YEAR = '/published/Hydropolis/2024/Hydropolis';
const KINDS = {
  concatenated: `${YEAR}_concatenated_2024.csv`,
  treated: `${YEAR}_treated_2024.csv`,
  sparse: `${YEAR}_sparse_2024.mtx`,
  manifest: `${YEAR}_manifest_2024.json`,
};

const HARMS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array | undefined>> = {
  altered: (bytes) => bytes.map((byte, i) => (i === 70 ? byte ^ 1 : byte)),
  truncated: (bytes) => bytes.subarray(0, bytes.length / 2),
  deleted: () => undefined,
};

/** Does harm to a published file; gives what it is now. */
async function harm(scene: Scene, path: string, how: string): Promise<string | undefined> {
  const bytes = HARMS[how]!(scene.backend.get(path)!);
  if (bytes) scene.backend.put(path, bytes, 1_700_000_000);
  else await scene.backend.removeFile(path);
  return bytes && Buffer.from(bytes).toString('latin1');
}

let tried = 0;
let places = 0;
for (const [kind, path] of Object.entries(KINDS))
  for (const how of Object.keys(HARMS)) {
    if (!IS_LONG && places++ % 2 === 1) continue;
    test.serial(`update finds a published ${kind} file ${how}, and heals it from the local copy`, async (t) => {
      tried++;
      const expected = await expectedAfter(t, 'update');
      const scene = await sceneBefore(t, 'update');
      const damaged = await harm(scene, path, how);
      const first = await scene.run(['update']);
      assertDealtWith(t, scene, first, damaged, path);
      const second = await scene.run(['update']);
      t.is(second.code, 0);
      for (const name of scene.backend.paths()) if (name.includes('.damaged-')) await scene.backend.removeFile(name);
      await assertEnd(t, scene, expected, `${kind} ${how}`);
    });

    test.serial(
      `update without a local copy finds a published ${kind} file ${how}, and overwrites nothing`,
      async (t) => {
        tried++;
        const expected = await expectedAfter(t, 'update');
        const scene = await sceneBefore(t, 'update');
        rmSync(scene.out, { recursive: true });
        const damaged = await harm(scene, path, how);
        const first = await scene.run(['update']);
        assertDealtWith(t, scene, first, damaged, path);
        const second = await scene.run(['update']);
        const canBeMade = kind === 'treated' || kind === 'sparse';
        t.is(second.code, canBeMade ? 0 : 4, 'what can be made from the raw series is; a raw series waits for help');
        assertNothingLost(t, scene, 'update', network.later);
        const others = [...expected].filter(([name]) => name.startsWith('Polytech/'));
        for (const [name, text] of others) t.is(scene.under('/published').get(name), text, `${name} goes on`);
        if (canBeMade) t.deepEqual(undone(scene), []);
        else t.true(undone(scene).length > 0, 'the raw files of the year are kept');
      },
    );
  }

/** Reported with exit 4 where bytes were damaged; and these bytes are still there, under whatever name. */
function assertDealtWith(
  t: Parameters<typeof assertEnd>[0],
  scene: Scene,
  { code, stderr }: { code: number; stderr: string },
  damaged: string | undefined,
  path: string,
): void {
  if (damaged === undefined) return;
  t.is(code, 4);
  t.regex(stderr, /Cannot build on .*Hydropolis_/);
  const kept = scene.backend.paths().filter((name) => name.startsWith(path));
  t.true(
    kept.some((name) => Buffer.from(scene.backend.get(name)!).toString('latin1') === damaged),
    'the damaged file is kept',
  );
}

const LOSSES: Readonly<Record<string, (scene: Scene) => Promise<void> | void>> = {
  'the local folder is gone': ({ out }) => rmSync(out, { recursive: true }),
  'the journal is gone': ({ out }) => rmSync(join(out, '.pluvio'), { recursive: true }),
  'the journal is no journal': ({ out }) => writeFileSync(join(out, '.pluvio/journal.db'), 'no journal, '.repeat(999)),
  'a local gauge is gone': ({ out }) => rmSync(join(out, 'Hydropolis'), { recursive: true }),
  'a local raw series is damaged': ({ out }) =>
    writeFileSync(join(out, 'Hydropolis/2024/Hydropolis_concatenated_2024.csv'), 'damaged'),
  'a local treated file is gone': ({ out }) => rmSync(join(out, 'Polytech/2023/Polytech_treated_2023.csv')),
  'the target was wiped': async ({ backend }) => {
    for (const path of backend.paths()) if (path.startsWith('/published/')) await backend.removeFile(path);
  },
  'a gauge of the target was wiped': async ({ backend }) => {
    for (const path of backend.paths()) if (path.startsWith('/published/Polytech/')) await backend.removeFile(path);
  },
};

for (const [what, lose] of Object.entries(LOSSES))
  test.serial(`update alone heals: ${what}`, async (t) => {
    tried++;
    const expected = await expectedAfter(t, 'update');
    const scene = await sceneBefore(t, 'update');
    await lose(scene);
    const { code, stderr } = await scene.run(['update']);
    t.is(code, 0, stderr);
    for (const [name] of await scene.local()) if (name.includes('.damaged-')) rmSync(join(scene.out, name));
    rmSync(join(scene.out, '.pluvio/journal.db.unreadable'), { force: true });
    // Without the journal the files that were left are read once more, which the books of a run tell.
    await assertEnd(t, scene, expected, what, withoutBooks);
  });

test.serial(
  'update with another calibration makes treated files, matrices and networks of all years anew',
  async (t) => {
    const fresh = await sceneBefore(t, 'init');
    const scene = await sceneBefore(t, 'update');
    for (const { path, bytes } of network.later) fresh.backend.put(`/raw/${path}`, bytes);
    for (const { folder } of [fresh, scene])
      writeFileSync(join(folder, 'calib.csv'), network.calibCsv.replaceAll('1.0761', '2.0761'));
    t.is((await fresh.run(['init'])).code, 0);
    t.is((await scene.run(['update'])).code, 0);
    t.deepEqual(differences(withoutBooks(scene.under('/published')), withoutBooks(fresh.under('/published'))), []);
  },
);

test.after(() =>
  tellFigure('damage and loss, here and on the target', tried, 'nothing overwritten, healed where a copy is left'),
);
