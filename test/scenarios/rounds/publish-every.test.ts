import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { DEFAULT_GLOBALS, NO_PROGRESS } from '../../../src/cli/host/host.js';
import { main } from '../../../src/cli/program.js';
import { Collector } from '../../support/bytes.js';
import { START_S } from '../../support/readings/minute-gauge.js';
import { tempFolder } from '../../support/temp.js';
import { readTree } from '../../../fixtures/cases.js';
import { Readable } from 'node:stream';

async function run(args: readonly string[], nowS: number): Promise<{ code: number; stderr: string }> {
  const stderr = new Collector();
  const code = await main(args, {
    env: {},
    stdin: Readable.from([]),
    stdout: new Collector(),
    stderr,
    nowS: () => nowS,
    tickMs: () => performance.now(),
    globals: DEFAULT_GLOBALS,
    progress: NO_PROGRESS,
    run: { id: undefined },
  });
  return { code, stderr: stderr.text };
}

test('update --publish-every keeps its beat through restarts; without it every update publishes', async (t) => {
  const folder = tempFolder(t);
  const raw = path.join(folder, 'raw/Hydropolis');
  mkdirSync(raw, { recursive: true });
  const stores = [
    '--from',
    path.join(folder, 'raw'),
    '--to',
    path.join(folder, 'to'),
    '--out',
    path.join(folder, 'out'),
  ];
  const rest = ['--gauge', 'Hydropolis', '--uncalibrated', '--delete-raw', '--settle', '0'];
  let minute = 0;
  /** An update with one more reading; gives how many are published, and how many raw files are left. */
  const update = async (...more: string[]): Promise<readonly [published: number, raw: number]> => {
    const nowS = START_S + 60 * ++minute;
    writeFileSync(path.join(raw, `H_${minute}.txt`), `Hydropolis, ${nowS}, 0, 0, 12.5\n`);
    const { code, stderr } = await run(['update', ...stores, ...rest, ...more], nowS);
    t.is(code, 0, stderr);
    const series = (await readTree(path.join(folder, 'to'))).get('Hydropolis/2024/Hydropolis_concatenated_2024.csv')!;
    return [Buffer.from(series).toString().split('\n').length - 2, readdirSync(raw).length];
  };
  const beat = ['--publish-every', '3m'];
  t.deepEqual(await update(...beat), [1, 0], 'nothing was published before');
  t.deepEqual(await update(...beat), [1, 1]);
  t.deepEqual(await update(...beat, '--publish', 'append'), [1, 2]);
  t.deepEqual(await update(...beat, '--publish', 'append'), [4, 0]);
  t.deepEqual(await update(...beat), [4, 1]);
  t.deepEqual(await update(), [6, 0]);
  t.is((await run(['update', ...stores, ...rest, '--publish-every', 'often'], START_S)).code, 2);
  t.is((await run(['update', ...stores, ...rest, '--publish', 'sometimes'], START_S)).code, 2);
});
