import test from 'ava';
import { network, openScene } from '../support/scene.js';
import { refuse } from '../support/strikes.js';

const WRITES = /^(?:STOR|STOU|APPE|RNFR|RNTO|DELE|MKD|RMD|SITE|ALLO)$/;
const LOOKS = [
  ['status'],
  ['status', '--json'],
  ['last', '72h', '--json'],
  ['check', '--connect'],
  ['update', '--dry-run'],
  ['update', '--copy', '--dry-run'],
  ['init', '--dry-run'],
  ['copy', '--dry-run'],
  ['verify'],
  ['verify', '--deep'],
] as const;

test('a look sends no command that writes, renames or deletes, whatever a killed run left', async (t) => {
  t.timeout(60_000);
  const scene = await openScene(t);
  scene.put('/base', network.history);
  scene.put('/raw', network.history);
  t.is((await scene.run(['update'])).code, 0);
  scene.put('/raw', network.history);
  // Left by runs that were killed: a file aside with none in its place, another beside its new one, temporary ones.
  const published = scene.paths().filter((path) => /published\/Hydropolis\/.*_(?:treated|sparse)_/.test(path));
  for (const path of [
    ...published,
    '/raw/Hydropolis/aside.txt',
    '/raw/aside.txt',
    '/published/network/cumulative.json',
  ])
    scene.backend.put(`${path}.pluvio-bak`, scene.backend.get(path) ?? 'old\n');
  await scene.backend.removeFile(published[0]!);
  scene.backend.put('/raw/Hydropolis/half.txt.pluvio-tmp', 'half');
  scene.backend.put('/raw/Hydropolis/left.txt.pluvio-leaving-0123abcd', 'Hydropolis, 1709251200, 1, 0, 12.2\n');
  const before = scene.paths();
  const sent = new Map<string, number>();
  scene.faults = ({ verb }) => {
    sent.set(verb, (sent.get(verb) ?? 0) + 1);
    return undefined;
  };
  for (const args of LOOKS) {
    sent.clear();
    // Without an output folder of its own, all that is told comes from the server.
    await scene.run(args, { LOCAL_OUTPUT_DIR: `${scene.folder}/nowhere` });
    await scene.run(args);
    t.true((sent.get('PASS') ?? 0) > 0, `${args.join(' ')} looked at the server`);
    t.deepEqual(
      [...sent.keys()].filter((verb) => WRITES.test(verb)),
      [],
      args.join(' '),
    );
  }
  t.deepEqual(scene.paths(), before);
});

test('a target that refuses to delete is published to, round after round, and nothing is left there', async (t) => {
  t.timeout(60_000);
  const scene = await openScene(t);
  scene.faults = ({ verb, path }) =>
    verb === 'DELE' && path.startsWith('/published/') ? refuse(550, 'Permission denied.') : undefined;
  const files = [...network.history].sort((a, b) => (a.path < b.path ? -1 : 1));
  const rounds = [0, 1, 2, 3].map((i) => files.filter((_, at) => at % 4 === i));
  for (const round of rounds) {
    scene.put('/raw', round);
    const { code, stderr } = await scene.run(['update']);
    t.is(code, 0, stderr.slice(-2000));
    t.deepEqual(
      scene.paths().filter((path) => /^\/published\/.*\.pluvio-/.test(path)),
      [],
    );
  }
  // Left by an older run, or one that was killed.
  const [manifest] = scene.paths().filter((path) => /^\/published\/Hydropolis\/.*_manifest_/.test(path));
  scene.backend.put(`${manifest!}.pluvio-pending`, scene.backend.get(manifest!)!);
  scene.put('/raw', files);
  t.is((await scene.run(['update'])).code, 0);
  t.deepEqual(
    scene.paths().filter((path) => path.endsWith('.pluvio-pending')),
    [],
  );
  t.deepEqual([...scene.under('/published')].sort(), [...(await scene.local())].sort());
});
