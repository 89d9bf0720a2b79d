import fs from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { uncalibrated } from '../../../../src/calibration/curve.js';
import { main } from '../../../../src/cli/program.js';
import { yearStartS } from '../../../../src/domain/time/time.js';
import { coverageOf } from '../../../../src/analyses/coverage.js';
import { FORMATS } from '../../../../src/formats/registry.js';
import { loadYear } from '../../../../src/pipeline/convert/load-year.js';
import { rainColumn } from '../../../../src/pipeline/publish/year-files.js';
import { plainGauge } from '../../../../src/domain/network.js';
import { openOutputFolder } from '../../../../src/stores/output-folder.js';
import { fixtureCases, makeCase, temporaryFolder, testHost } from '../../formats/made-case.js';

const ALL = FORMATS.map(({ name }) => name).join(',');
const FILES = [
  'Hydropolis/2024/Hydropolis_concatenated_2024.csv',
  'Hydropolis/2024/Hydropolis_sparse_2024.mtx',
  'Hydropolis/2024/Hydropolis_sparse_2024.npz',
  'Hydropolis/2024/Hydropolis_sparse_2024.h5',
  'network/2024/network_rainfall_2024.nc',
  'parquet/gauge=Hydropolis/year=2024/readings.parquet',
];
const CUTS = 16;
const CHANGES = 40;
/** Headers and footers are near the ends. */
const ENDS_BYTES = 3000;

/** A small seeded generator of whole numbers below a limit (the constants of "Numerical Recipes"). */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % limit;
}

/** Looks into a file: it is fine, or refused with a message that names it, and nothing else happens. */
async function inspected(t: ExecutionContext, file: string, what: string): Promise<number> {
  const host = testHost(0);
  const code = await main(['inspect', file], host);
  const said = host.said();
  t.true(code === 0 || (code === 2 && said.includes(file) && !said.includes('\n    at ')), `${what}: ${code}: ${said}`);
  return code;
}

for (const name of FILES) {
  test(`inspect: ${path.extname(name)}: a file cut anywhere is refused, changed anywhere is read or refused`, async (t) => {
    const out = temporaryFolder(t);
    await makeCase(
      (await fixtureCases()).find((fixture) => fixture.name === 'foreign-label')!,
      out,
      ['--formats', ALL],
    );
    const file = path.join(out, name);
    const good = fs.readFileSync(file);
    t.is(await inspected(t, file, 'as it was made'), 0);
    for (const left of [
      ...Array.from({ length: CUTS }, (_, i) => Math.floor((good.length * i) / CUTS)),
      good.length - 1,
    ]) {
      fs.writeFileSync(file, good.subarray(0, left));
      // A series that ends with a line is a series.
      const isSeries = name.endsWith('.csv') && good[left - 1] === 10;
      t.is(await inspected(t, file, `cut to ${left}`), isSeries ? 0 : 2, `cut to ${left}`);
    }
    const below = numbers(1);
    for (let i = 0; i < CHANGES; i++) {
      const far = below(i % 3 === 2 ? good.length : Math.min(good.length, ENDS_BYTES));
      const at = i % 3 === 0 ? far : good.length - 1 - far;
      const bytes = Buffer.from(good);
      bytes[at] = below(256);
      fs.writeFileSync(file, bytes);
      await inspected(t, file, `byte ${at} set to ${bytes[at]}`);
    }
  });
}

test('inspect: a folder, and what is not there, get a message that says so', async (t) => {
  const folder = temporaryFolder(t);
  for (const [given, says] of [
    [folder, 'it is a folder; name a file in it'],
    [path.join(folder, 'none'), 'it is not there'],
  ] as const) {
    const host = testHost(0);
    t.is(await main(['inspect', given], host), 2);
    t.is(host.said(), `pluvio: Cannot read ${given}: ${says}\n`);
  }
});

test('inspect, convert: a name in a file leads nowhere outside of the output folder', async (t) => {
  const folder = temporaryFolder(t);
  const gauge = { ...plainGauge('../../elsewhere'), curve: uncalibrated(0.2) };
  const timeS = Uint32Array.of(yearStartS(2024), yearStartS(2024) + 60, yearStartS(2024) + 120);
  const [tips, wind, battery] = [Uint32Array.of(0, 2, 0), new Float64Array(3), new Float64Array(3)];
  const year = await loadYear(gauge.name, 2024, gauge.curve, [{ count: 3, timeS, tips, wind, battery }]);
  const { runs } = coverageOf(timeS, 3);
  const out = openOutputFolder(path.join(folder, 'given'), { durable: false });
  for (const { name, matrix, series } of FORMATS) {
    const file = `any.${name}`;
    await matrix?.write({ year: 2024, columns: [rainColumn(year, gauge, runs)] }, out, file);
    await series?.write({ gauge, bucket: year, runs }, out, file);
    out.commit(file);
    for (const args of [['inspect'], ['convert', '--formats', 'npz', '--out', path.join(folder, 'a', 'b', 'made')]]) {
      const host = testHost(0);
      t.is(await main([...args, path.join(folder, 'given', file)], host), 2, name);
      t.regex(host.said(), /the name of its gauge, "..\/..\/elsewhere", holds a separator/, name);
    }
  }
  t.deepEqual(fs.readdirSync(folder), ['given']);
});
