import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import test, { type ExecutionContext } from 'ava';
import { readTree } from '../../fixtures/cases.js';
import { main } from '../../src/cli/program.js';
import { FORMATS } from '../../src/formats/registry.js';
import { startOf, truthOf, type GaugeTruth } from '../src/formats/csv-truth.js';
import { testHost } from '../src/formats/made-case.js';
import { writeWholeYear, YEAR } from '../interop/whole-year.js';
import { testUnless } from '../support/needs.js';
import { examples, isScript, onDay, runCode, whyNotHere, type Example } from './support/examples.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pluvio-docs-'));
const out = path.join(folder, 'out');
let truth: GaugeTruth;

/** A wet day, the one in which a gap begins, one of hourly readings; then days beside gaps, and the last one. */
const FEW_DAYS = ['2024-05-12', '2024-04-10', '2024-05-31'];
const DAYS = [...FEW_DAYS, '2024-01-01', '2024-04-11', '2024-04-12', '2024-07-19', '2024-05-30', '2024-12-31'];

test.before(async () => {
  writeWholeYear(path.join(folder, 'raw'), ['Hydropolis']);
  const formats = FORMATS.map(({ name }) => name).join(',');
  const options = ['--gauge', 'Hydropolis', '--uncalibrated', '--out', out, '--formats', formats];
  await main(['run', ...options, path.join(folder, 'raw')], testHost(startOf(YEAR + 2)));
  truth = truthOf(await readTree(out), 'Hydropolis', YEAR);
});
test.after.always(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Rain of the minutes 00:01 to 24:00, and the part of them that was observed. */
function rainOfDay(day: string): { mm: number; observed: number } {
  const first = (Date.parse(day) / 1000 - startOf(YEAR)) / 60 + 1;
  let [mm, minutes] = [0, 0];
  for (let minute = first; minute < first + 1440; minute++) {
    minutes += truth.observed[minute] ?? 0;
    mm += truth.rain.get(minute) ?? 0;
  }
  return { mm, observed: minutes / 1440 };
}

/** Sums of up to 1,440 numbers of six decimals may round differently in their last places. */
const TOLERANCE_MM = 1e-9;
/** Parquet tells seconds: each end of a gap may lie within a minute of where the rows of a matrix have it. R prints seven digits. */
const TOLERANCE = { parquet: 2.1 / 1440, minutes: 1e-6 };

function check(t: ExecutionContext, { format }: Example, day: string, [mm, observed]: readonly unknown[]): void {
  const expected = rainOfDay(day);
  t.true(Math.abs(Number(mm) - expected.mm) <= TOLERANCE_MM, `${day}: ${String(mm)} instead of ${expected.mm} mm`);
  const tolerance = format === 'parquet' ? TOLERANCE.parquet : TOLERANCE.minutes;
  const isNear = Math.abs(Number(observed) - expected.observed) <= tolerance;
  t.true(isNear, `${day}: ${String(observed)} instead of ${expected.observed} observed`);
}

test('docs/formats.md: the days tried are whole, of parts, and hardly observed, dry and wet', (t) => {
  const days = DAYS.map(rainOfDay);
  t.true(days.some(({ observed }) => observed < 0.001));
  t.true(days.some(({ mm, observed }) => mm > 0 && observed === 1));
  t.true(days.some(({ mm, observed }) => mm > 0 && observed > 0 && observed < 1));
});

test('docs/formats.md: every format has an example', (t) => {
  t.deepEqual([...new Set(examples().map(({ format }) => format))].sort(), FORMATS.map(({ name }) => name).sort());
});

for (const example of examples().filter(isScript)) {
  const declare = testUnless(whyNotHere(example));
  declare(
    `docs/formats.md: ${example.language} ${example.format}: rain of a day, and how much was observed`,
    async (t) => {
      for (const day of FEW_DAYS)
        check(t, example, day, (await runCode(example.language, onDay(example, day), out)).split(/ +/));
    },
  );
}

test('docs/formats.md: sql parquet: rain of a day, and how much was observed', async (t) => {
  const duckdb = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await duckdb.run(`SET file_search_path = '${out}'`);
  const example = examples().find(({ language }) => language === 'sql')!;
  for (const day of DAYS) check(t, example, day, (await duckdb.runAndReadAll(onDay(example, day))).getRowsJS()[0]!);
});
