import test from 'ava';
import { undone } from '../support/checks.js';
import { each } from '../support/strikes.js';
import { network, openScene } from '../support/scene.js';

const FILE = network.history.find(({ path }) => path.startsWith('Hydropolis/'))!.path;

for (const [what, pattern, most] of [
  ['one file', new RegExp(FILE.split('/')[1]!), 1],
  ['every file', /./, Infinity],
] as const) {
  test(`update: a server that hangs at the delete of ${what}: all is published, the round ends soon, the next deletes`, async (t) => {
    t.timeout(60_000);
    const scene = await openScene(t);
    scene.put('/raw', network.history);
    scene.faults = each('DELE', pattern, { kind: 'silence' })();
    const startedMs = performance.now();
    const { code, stderr } = await scene.run(['update', '--settle', '0']);
    // Silence counts after 1.5 s here; each of 54 files would take it.
    t.true(performance.now() - startedMs < 20_000);
    t.is(code, most === 1 ? 0 : 4, stderr);
    for (const gauge of ['Hydropolis', 'Polytech'])
      t.true(scene.paths().some((path) => path.startsWith(`/published/${gauge}/`)));
    if (most === 1) t.deepEqual(undone(scene), []);
    scene.faults = undefined;
    t.is((await scene.run(['update', '--settle', '0'])).code, 0);
    t.deepEqual(undone(scene), []);
  });
}
