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
import { examples, onDay, runCode, type Example } from './examples.js';

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

/** Rain of the minutes 00:01 to 24:00; undefined where one was not observed. */
function rainOfDay(day: string): number | undefined {
  const first = (Date.parse(day) / 1000 - startOf(YEAR)) / 60 + 1;
  let sum = 0;
  for (let minute = first; minute < first + 1440; minute++) {
    if (truth.observed[minute] !== 1) return undefined;
    sum += truth.rain.get(minute) ?? 0;
  }
  return sum;
}

/** Sums of up to 1,440 numbers of six decimals may round differently in their last places. */
const TOLERANCE_MM = 1e-9;

function check(t: ExecutionContext, day: string, printed: string | null): void {
  const expected = rainOfDay(day);
  if (expected === undefined) t.true(printed === 'unknown' || printed === null, `${day}: ${printed}`);
  else t.true(Math.abs(Number(printed) - expected) <= TOLERANCE_MM, `${day}: ${printed} instead of ${expected}`);
}

test('docs/formats.md: the days tried are known and unknown, dry and wet', (t) => {
  const rain = DAYS.map(rainOfDay);
  t.true(rain.includes(undefined) && rain.some((mm) => mm !== undefined && mm > 0));
});

test('docs/formats.md: every format has an example', (t) => {
  t.deepEqual([...new Set(examples().map(({ format }) => format))].sort(), FORMATS.map(({ name }) => name).sort());
});

for (const example of examples().filter(({ language }) => language !== 'sql')) {
  test(`docs/formats.md: ${example.language} ${example.format}: rain of a day, or unknown`, async (t) => {
    for (const day of FEW_DAYS) {
      const result = await runCode(example.language, onDay(example, day), out);
      if ('absent' in result) {
        t.log(`SKIPPED: ${result.absent}`);
        t.pass();
        return;
      }
      check(t, day, result.printed);
    }
  });
}

test('docs/formats.md: sql parquet: rain of a day, or NULL', async (t) => {
  const duckdb = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await duckdb.run(`SET file_search_path = '${out}'`);
  const example: Example = examples().find(({ language }) => language === 'sql')!;
  for (const day of DAYS) {
    const rows = (await duckdb.runAndReadAll(onDay(example, day))).getRowsJS();
    const mm = rows[0]![0] as number | null;
    check(t, day, mm === null ? null : String(mm));
  }
});
