import test, { type ExecutionContext } from 'ava';
import { unixLine } from '../../../fixtures/ftp-server/backends/listing.js';
import { undone } from '../support/checks.js';
import { network, openScene, type Scene } from '../support/scene.js';

/** A server without MLSD that lists raw files under other names than it knows them by. */
async function misnaming(t: ExecutionContext, nameOf: (name: string) => string): Promise<Scene> {
  t.timeout(60_000);
  const scene = await openScene(t, {
    features: { mlsd: false },
    habits: {
      listLines: (entries, nowS) =>
        entries.map((entry) =>
          unixLine(entry.name.endsWith('.txt') ? { ...entry, name: nameOf(entry.name) } : entry, nowS),
        ),
    },
  });
  scene.put('/raw', network.history);
  return scene;
}

test('names with ./ in front are understood', async (t) => {
  const scene = await misnaming(t, (name) => `./${name}`);
  const { code, stderr } = await scene.run(['update', '--settle', '0']);
  t.is(code, 0, stderr.slice(-2000));
  t.deepEqual(undone(scene), []);
});

for (const [what, before, after] of [
  ['paths', '/home/loggers/', ''],
  ['owners and names', 'BUILTIN\\Administrators ', ''],
  ['coloured names', '\u001b[0m', '\u001b[0m'],
] as const)
  test(`a listing of nothing but ${what} is told as one that is not understood`, async (t) => {
    const scene = await misnaming(t, (name) => before + name + after);
    for (const args of [['update'], ['copy', '--from', `ftp://127.0.0.1:${scene.port}/raw`]]) {
      const { code, stderr } = await scene.run(args);
      t.is(code, 4, stderr.slice(-2000));
      t.regex(stderr, /no line of the server's listing is understood; the first of \d+ is .*\.txt/);
    }
  });

test('names that the server lists and does not know fail in the second round', async (t) => {
  const scene = await misnaming(t, (name) => `220 ${name}*`);
  t.is((await scene.run(['update'])).code, 0);
  const { code, stderr } = await scene.run(['update']);
  t.is(code, 4, stderr.slice(-2000));
  t.regex((await scene.run(['status'])).stdout, /220 .*\.txt\*/);
  t.deepEqual(scene.under('/raw').size, network.history.length);
});
