import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import type { FixtureCase } from '../../../../fixtures/cases.js';
import type { Manifest } from '../../../../src/domain/manifest.js';
import { FORMATS } from '../../../../src/formats/registry.js';
import { fixtureCases, makeCase, temporaryFolder } from '../../formats/made-case.js';

const ALL = ['--formats', FORMATS.map(({ name }) => name).join(',')];
const cases = await fixtureCases();
const gaps = cases.find(({ name }) => name === 'gaps')!;
const twoGauges = cases.find(({ name }) => name === 'foreign-label')!;
const MANIFEST = 'Hydropolis/2024/Hydropolis_manifest_2024.json';

/** The paths at which two trees differ. */
function differences(a: ReadonlyMap<string, Uint8Array>, b: ReadonlyMap<string, Uint8Array>): string[] {
  const isSame = (file: string): boolean =>
    Buffer.compare(a.get(file) ?? Buffer.of(), b.get(file) ?? Buffer.of()) === 0;
  return [...new Set([...a.keys(), ...b.keys()])].filter((file) => a.has(file) !== b.has(file) || !isSame(file));
}

function manifestOf(tree: ReadonlyMap<string, Uint8Array>, file = MANIFEST): Manifest {
  return JSON.parse(Buffer.from(tree.get(file)!).toString('utf8')) as Manifest;
}

test('stageYear: the same input gives the same bytes in every format, whenever it runs', async (t) => {
  const first = await makeCase(twoGauges, temporaryFolder(t), ALL);
  await sleep(1100);
  const second = await makeCase(twoGauges, temporaryFolder(t), ALL);
  t.deepEqual(differences(first, second), []);
});

test('stageYear: outputs that are made by default are the same bytes beside other formats', async (t) => {
  const plain = await makeCase(twoGauges, temporaryFolder(t), []);
  const all = await makeCase(twoGauges, temporaryFolder(t), ALL);
  for (const [file, bytes] of plain) if (!file.endsWith('.json')) t.deepEqual(all.get(file), bytes, file);
  const named = manifestOf(all).files.map(({ name }) => name);
  t.true(named.includes('parquet/gauge=Hydropolis/year=2024/readings.parquet'));
  t.true(named.includes('Hydropolis_sparse_2024.h5'));
});

test('hasForm: a format asked for later is made, and stays up to date when it is not asked for', async (t) => {
  const out = temporaryFolder(t);
  await makeCase(gaps, out, []);
  const added = await makeCase(gaps, out, ['--formats', 'npz,nc']);
  const kept = await makeCase(gaps, out, []);
  t.deepEqual(differences(kept, added), []);
  t.true(manifestOf(added).files.some(({ name }) => name.endsWith('.npz')));
  t.true(added.has('network/2024/network_rainfall_2024.nc'));
  const late: FixtureCase = { ...gaps, runs: [withLateFile(t, gaps)] };
  const later = await makeCase(late, out, ['--formats', 'mtx']);
  for (const file of ['Hydropolis/2024/Hydropolis_sparse_2024.npz', 'network/2024/network_rainfall_2024.nc'])
    t.notDeepEqual(later.get(file), kept.get(file), file);
});

test('publishNetworkFormats: a lost or cut file is made again, a sound one is left alone', async (t) => {
  const out = temporaryFolder(t);
  const first = await makeCase(gaps, out, ALL);
  const nc = path.join(out, 'network/2024/network_rainfall_2024.nc');
  const before = fs.statSync(nc).mtimeMs;
  await makeCase(gaps, out, []);
  t.is(fs.statSync(nc).mtimeMs, before);
  fs.truncateSync(nc, 100);
  fs.rmSync(path.join(out, 'parquet/gauge=Hydropolis/year=2024/readings.parquet'));
  t.deepEqual(differences(await makeCase(gaps, out, []), first), []);
});

function withLateFile(t: Parameters<typeof temporaryFolder>[0], { runs }: FixtureCase): FixtureCase['runs'][number] {
  const rawFolder = temporaryFolder(t);
  const file = path.join(rawFolder, 'Hydropolis', 'Hydropolis_010224_000000.txt');
  fs.mkdirSync(path.dirname(file));
  fs.writeFileSync(file, 'Hydropolis, 1706745600, 3, 0, 12.29\nHydropolis, 1706745660, 1, 0, 12.29\n');
  return { ...runs[0]!, rawFolder };
}

test('writeSeries: --fill na gives every minute a row, keeps readings off the minute, and can be taken back', async (t) => {
  const jitter = cases.find(({ name }) => name === 'one-second-jitter')!;
  const out = temporaryFolder(t);
  const plain = await makeCase(jitter, out, []);
  const filled = await makeCase(jitter, out, ['--fill', 'na']);
  for (const kind of ['concatenated', 'treated']) {
    const file = `Hydropolis/2024/Hydropolis_${kind}_2024.csv`;
    const rows = (tree: Map<string, Uint8Array>): string[] =>
      Buffer.from(tree.get(file)!).toString('utf8').trimEnd().split('\n').slice(1);
    const stamps = rows(filled).map((row) => Number(row.split(',')[1]));
    const received = rows(plain).map((row) => Number(row.split(',')[1]));
    const grid = Array.from({ length: 527_040 }, (_, minute) => 1_704_067_200 + 60 * minute);
    t.deepEqual(
      stamps,
      [...new Set([...grid, ...received])].sort((a, b) => a - b),
    );
    t.deepEqual(
      rows(filled).filter((row) => !row.endsWith(',na,na,na')),
      rows(plain),
    );
    t.true(rows(filled).every((row, i) => Date.parse(`${row.slice(0, 19).replace(' ', 'T')}Z`) / 1000 === stamps[i]));
  }
  t.is(manifestOf(filled).fill, 'na');
  t.deepEqual(differences(await makeCase(jitter, out, []), filled), []);
  t.deepEqual(differences(await makeCase(jitter, out, ['--fill', 'none']), plain), []);
});
