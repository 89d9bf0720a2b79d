import test, { type ExecutionContext } from 'ava';
import type { CopyOutcome } from '../../../src/pipeline/copy/copy.js';
import type { RunSummary } from '../../../src/pipeline/run/summary.js';
import { createMemoryBackend, type FtpServerOptions } from '../../../fixtures/ftp-server/index.js';
import { network, nowS, openScene, type Scene } from '../support/scene.js';

const { path: FILE } = network.history.find(({ path }) => path.startsWith('Hydropolis'))!;

/** A server that tells another size of one file than it sends. */
async function lyingScene(
  t: ExecutionContext,
  byBytes: number,
): Promise<{ scene: Scene; put: (base: string) => void }> {
  const backend = createMemoryBackend({ nowS });
  const told = <T extends { readonly sizeBytes: number }>(name: string, stat: T): T =>
    name.endsWith(FILE.split('/')[1]!) ? { ...stat, sizeBytes: stat.sizeBytes + byBytes } : stat;
  const lying: FtpServerOptions['backend'] = {
    ...backend,
    stat: async (path) => {
      const stat = await backend.stat(path);
      return stat && told(path, stat);
    },
    list: async (path) => (await backend.list(path)).map((entry) => told(entry.name, entry)),
  };
  const scene = await openScene(t, { backend: lying });
  const put = (base: string): void => {
    for (const { path, bytes, modifiedS } of network.history) backend.put(`${base}/${path}`, bytes, modifiedS);
  };
  return { scene, put };
}

for (const byBytes of [7, -7])
  for (const command of ['copy', 'update'] as const)
    test(`${command}: a file of which ${byBytes > 0 ? 'fewer' : 'more'} bytes come than it is told to have fails in the second round`, async (t) => {
      t.timeout(60_000);
      const { scene, put } = await lyingScene(t, byBytes);
      put(command === 'copy' ? '/base' : '/raw');
      const first = await scene.run([command, '--json']);
      t.is(first.code, 0, first.stderr.slice(-2000));
      const second = await scene.run([command, '--json']);
      t.is(second.code, 4, second.stderr.slice(-2000));
      const outcomes = [JSON.parse(second.stdout) as CopyOutcome[] | RunSummary].flat();
      t.deepEqual(
        outcomes.flatMap(({ failed }) => failed.map(({ what }) => what)),
        [FILE],
      );
      t.regex((await scene.run(['status'])).stdout, new RegExp(FILE.replace('.', '\\.')));
      t.is((await scene.run([command])).code, 4);
    });
