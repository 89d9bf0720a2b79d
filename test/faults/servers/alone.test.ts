import test, { type ExecutionContext } from 'ava';
import type { FaultFunction } from '../../../fixtures/ftp-server/index.js';
import type { RunSummary } from '../../../src/pipeline/run/summary.js';
import type { CopyOutcome } from '../../../src/pipeline/copy/copy.js';
import { undone } from '../support/checks.js';
import { tellFigure } from '../support/extent.js';
import { network, openScene } from '../support/scene.js';
import { refuse, each } from '../support/strikes.js';

const FILE = network.history.find(({ path }) => path.startsWith('Hydropolis/'))!.path;
const NAME = FILE.split('/')[1]!;
const REFUSALS = [
  [
    '550 being used by another process',
    refuse(550, 'The process cannot access the file because it is being used by another process.'),
  ],
  ['550 permission denied', refuse(550, 'Permission denied.')],
] as const;

for (const [what, refusal] of REFUSALS) {
  test(`update: a file that is refused (${what}) holds up no other, and is read when it can be`, async (t) => {
    t.timeout(60_000);
    const scene = await openScene(t);
    scene.put('/raw', network.history);
    scene.faults = each('RETR', new RegExp(NAME), refusal)();
    const { code, stdout } = await scene.run(['update', '--json']);
    t.is(code, 4);
    const summary = JSON.parse(stdout) as RunSummary;
    t.deepEqual(
      summary.failed.map((failure) => failure.what),
      [FILE],
    );
    t.true(scene.paths().includes(`/raw/${FILE}`));
    for (const gauge of ['Hydropolis', 'Polytech'])
      t.true(
        scene.paths().some((path) => path.startsWith(`/published/${gauge}/`)),
        `${gauge} is published`,
      );
    scene.faults = undefined;
    t.is((await scene.run(['update'])).code, 0);
    t.deepEqual(undone(scene), []);
  });

  test(`copy: a file that is refused (${what}) holds up no other, and is copied when it can be`, async (t) => {
    await copiesTheOthers(t, each('RETR', new RegExp(NAME), refusal)());
  });
}

test('copy: a file that the target closes the connection at holds up no other, and is copied when it can be', async (t) => {
  await copiesTheOthers(t, each(/^(SIZE|STOR|RNFR|RNTO)$/, new RegExp(`^/raw/.*${NAME}`), { kind: 'disconnect' })());
});

/** `copy` copies all but one file, says which, and copies it when the faults are over. */
async function copiesTheOthers(t: ExecutionContext, faults: FaultFunction): Promise<void> {
  t.timeout(110_000);
  const scene = await openScene(t);
  scene.put('/base', network.history);
  scene.faults = faults;
  const { code, stdout } = await scene.run(['copy', '--json', '--settle', '0']);
  t.is(code, 4);
  t.deepEqual(
    (JSON.parse(stdout) as CopyOutcome[]).flatMap(({ failed }) => failed.map((failure) => failure.what)),
    [FILE],
  );
  t.is(scene.under('/raw').size, network.history.length - 1);
  scene.faults = undefined;
  t.is((await scene.run(['copy', '--settle', '0'])).code, 0);
  t.is(scene.under('/raw').size, network.history.length);
}

test('update: a gauge whose folder cannot be listed holds up no other', async (t) => {
  t.timeout(60_000);
  const scene = await openScene(t);
  scene.put('/raw', network.history);
  scene.faults = (call) =>
    /^(MLSD|LIST|CWD)$/.test(call.verb) && call.path === '/raw/Hydropolis'
      ? refuse(550, 'Permission denied.')
      : undefined;
  const { code, stdout } = await scene.run(['update', '--json']);
  t.is(code, 4);
  t.deepEqual(
    (JSON.parse(stdout) as RunSummary).failed.map((failure) => failure.what),
    ['Hydropolis'],
  );
  t.true(scene.paths().some((path) => path.startsWith('/published/Polytech/')));
  scene.faults = undefined;
  t.is((await scene.run(['update'])).code, 0);
  t.deepEqual(undone(scene), []);
});

test('a wanted gauge whose folder is gone from the source is told, in copy and in update', async (t) => {
  const scene = await openScene(t);
  for (const command of ['copy', 'update']) {
    const folder = command === 'copy' ? '/base' : '/raw';
    scene.put(folder, network.history);
    t.is((await scene.run([command, '--settle', '0'])).code, 0);
    await scene.backend.rename(`${folder}/Hydropolis`, `${folder}/Hydropolis-old`);
    const { code, stderr } = await scene.run([command, '--settle', '0']);
    t.is(code, 0, stderr);
    t.regex(stderr, /Hydropolis: its folder Hydropolis is gone from the source/);
    t.notRegex(stderr, /Polytech: its folder/);
  }
});

test.after(() =>
  tellFigure('files and folders refused alone', 2 * REFUSALS.length + 1, 'all else published, and they later'),
);
