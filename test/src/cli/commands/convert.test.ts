import fs from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { readTree } from '../../../../fixtures/cases.js';
import { main } from '../../../../src/cli/program.js';
import { FORMATS } from '../../../../src/formats/registry.js';
import { truthOf } from '../../formats/csv-truth.js';
import { fixtureCases, makeCase, temporaryFolder, testHost } from '../../formats/made-case.js';

const ALL = FORMATS.map(({ name }) => name).join(',');
const cases = await fixtureCases();
const named = (name: string): (typeof cases)[number] => cases.find((fixture) => fixture.name === name)!;

async function converted(t: ExecutionContext, ...args: string[]): Promise<Map<string, Uint8Array>> {
  const out = temporaryFolder(t);
  const host = testHost(0);
  t.is(await main(['convert', ...args, '--out', out], host), 0, host.said());
  const tree = await readTree(out);
  const said = host.printed().trim().split('\n').sort();
  t.deepEqual([...tree.keys()].filter((file) => !file.endsWith('.json')).sort(), said);
  return tree;
}

/** Every file of `part` is the same in `whole`, but for manifests. */
function isPartOf(t: ExecutionContext, part: Map<string, Uint8Array>, whole: Map<string, Uint8Array>): void {
  for (const [file, bytes] of part)
    if (!file.endsWith('.json')) t.is(Buffer.compare(bytes, whole.get(file) ?? Buffer.of()), 0, file);
}

for (const name of ['foreign-label', 'hourly-stretch', 'several-readings-in-a-minute', 'missing-wind-and-battery']) {
  test(`convert: ${name}: the series, as CSV or Parquet, gives every format as a run made it`, async (t) => {
    const out = temporaryFolder(t);
    const whole = await makeCase(named(name), out, ['--formats', ALL]);
    const fromCsv = await converted(t, out, '--formats', `csv,${ALL}`);
    isPartOf(t, fromCsv, whole);
    const files = [...whole.keys()].filter((file) => file.endsWith('.parquet')).map((file) => path.join(out, file));
    const fromParquet = await converted(t, ...files, '--formats', `csv,${ALL}`);
    isPartOf(t, fromParquet, whole);
    t.deepEqual([...fromCsv.keys()], [...fromParquet.keys()]);
    const ofGauges = (tree: Map<string, Uint8Array>): string[] =>
      [...tree.keys()].filter((file) => !/^(network|quarantine)\//.test(file));
    t.deepEqual(ofGauges(fromCsv), ofGauges(whole));
  });

  test(`convert: ${name}: each matrix format gives the others as a run made them`, async (t) => {
    const out = temporaryFolder(t);
    const whole = await makeCase(named(name), out, ['--formats', ALL]);
    for (const extension of ['mtx', 'npz', 'h5']) {
      const tree = await converted(
        t,
        path.join(out, `network/2024/network_sparse_2024.${extension}`),
        '--formats',
        'mtx,npz,h5',
      );
      isPartOf(t, tree, whole);
    }
    const fromNc = await converted(t, path.join(out, 'network/2024/network_rainfall_2024.nc'), '--formats', 'mtx,nc');
    isPartOf(t, fromNc, whole);
  });
}

test('convert: --gauge, --since and --until leave a part', async (t) => {
  const out = temporaryFolder(t);
  const whole = await makeCase(named('gaps'), out, []);
  const tree = await converted(t, out, '--formats', 'csv,npz', '--since', '2024-01-10', '--until', '2024-01-11');
  const { readings } = truthOf(tree, 'Hydropolis', 2024);
  const { startS, endS } = { startS: Date.UTC(2024, 0, 10) / 1000, endS: Date.UTC(2024, 0, 11) / 1000 };
  const expected = truthOf(whole, 'Hydropolis', 2024).readings.filter(({ timeS }) => timeS >= startS && timeS < endS);
  t.true(expected.length > 0);
  t.deepEqual(
    readings.map(({ timeS }) => timeS),
    expected.map(({ timeS }) => timeS),
  );
  const host = testHost(0);
  const nothing = ['convert', out, '--formats', 'npz', '--gauge', 'Elsewhere', '--out', path.join(out, 'x')];
  t.is(await main(nothing, host), 2);
  t.regex(host.said(), /Nothing to convert/);
});

for (const { title, content, says } of [
  { title: 'a foreign file', content: 'hello', says: /is none of pluvio’s outputs/ },
  { title: 'an empty file', content: '', says: /is none of pluvio’s outputs/ },
  {
    title: 'a foreign matrix',
    content: '%%MatrixMarket matrix coordinate real general\n2 2 0\n',
    says: /first minute/,
  },
  { title: 'a cut zip', content: 'PK\x03\x04 and no more', says: /no whole NumPy archive/ },
  { title: 'a cut HDF5 file', content: '\x89HDF\r\n\x1a\n and no more', says: /no whole HDF5 file/ },
  { title: 'a cut Parquet file', content: 'PAR1 and no more', says: /no whole series made by pluvio/ },
]) {
  test(`inspect, convert: ${title} gets a clear error that names it`, async (t) => {
    const file = path.join(temporaryFolder(t), 'given');
    fs.writeFileSync(file, Buffer.from(content, 'latin1'));
    for (const args of [
      ['inspect', file],
      ['convert', file, '--formats', 'npz', '--out', `${file}-out`],
    ]) {
      const host = testHost(0);
      t.is(await main(args, host), 2);
      const said = host.said();
      t.regex(said, says);
      t.true(said.includes(file));
    }
  });
}

test('convert: what cannot be held is refused: readings of minutes, published outputs, unknown formats', async (t) => {
  const out = temporaryFolder(t);
  await makeCase(named('gaps'), out, ['--formats', 'npz']);
  const matrix = path.join(out, 'Hydropolis/2024/Hydropolis_sparse_2024.npz');
  for (const [args, says] of [
    [[matrix, '--formats', 'parquet', '--out', `${out}/x`], /holds readings, and .* only minutes/],
    [[matrix, '--formats', 'mtx', '--out', out], /published outputs/],
    [[matrix, '--formats', 'xls', '--out', `${out}/x`], /there is no format "xls"/],
    [[matrix, matrix, '--formats', 'mtx', '--out', `${out}/x`], /in several of the files/],
  ] as const) {
    const host = testHost(0);
    t.is(await main(['convert', ...args], host), 2);
    t.regex(host.said(), says);
  }
});

test('inspect: every format says the same of a gauge, in a screen', async (t) => {
  const out = temporaryFolder(t);
  const tree = await makeCase(named('foreign-label'), out, ['--formats', ALL]);
  const { rain } = truthOf(tree, 'Hydropolis', 2024);
  const rainMm = Math.round([...rain.values()].reduce((a, b) => a + b, 0) * 1e6) / 1e6;
  const files = [...tree.keys()].filter((file) => /\.(mtx|npz|h5|nc|parquet)$|(concatenated|treated).*csv$/.test(file));
  for (const file of files.filter((each) => !each.includes('Polytech'))) {
    const host = testHost(0);
    t.is(await main(['inspect', path.join(out, file), '--json'], host), 0);
    const { year, minutes, gauges } = JSON.parse(host.printed()) as { year: number; minutes: number; gauges: object[] };
    t.deepEqual([year, minutes], [2024, 527_040]);
    t.like(gauges[0], { gauge: 'Hydropolis', wetMinutes: rain.size, rainMm });
    t.is(await main(['inspect', path.join(out, file)], host), 0);
    const lines = host.printed().split('\n');
    t.true(
      lines.length < 24 && lines.some((line) => line.startsWith('Hydropolis ') && line.includes(String(rainMm))),
      file,
    );
  }
});
