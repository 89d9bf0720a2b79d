import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import { main } from '../../src/cli/program.js';
import { pluvioAt, projectPath } from '../support/pluvio.js';
import { startOf } from '../src/formats/csv-truth.js';
import { testHost } from '../src/formats/made-case.js';
import { testUnless, whyNoCommand } from '../support/needs.js';
import { writeWholeYear, YEAR } from '../interop/whole-year.js';
import { INTERPRETERS } from './support/examples.js';

const GAUGES = ['Hydropolis', 'Polytech'];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pluvio-reader-'));
const out = path.join(folder, 'output');
const PYTHON = 'python3';

interface Row {
  readonly start: string;
  readonly rainMm: number;
  readonly observed: number;
}

test.before(async () => {
  writeWholeYear(path.join(folder, 'raw'), GAUGES);
  const options = ['--gauge', GAUGES.join(','), '--uncalibrated', '--out', out];
  await main(['run', ...options, path.join(folder, 'raw')], testHost(startOf(YEAR + 2)));
});
test.after.always(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What `pluvio totals` says, with the sum of whatever was received; hours and days without a reading are there too. */
async function totals(gauge: string, by: string, period: string): Promise<Row[]> {
  const part = ['--from', out, '--gauge', gauge, '--period', by, ...periodOptions(period), '--min-coverage', '0'];
  const { stdout } = await pluvioAt(startOf(YEAR + 2), ['totals', ...part]);
  return rowsOf(stdout.toString(), 'Start', 'Rain', 'Coverage');
}

function periodOptions(period: string): string[] {
  if (period.length === 7) return ['--month', period];
  return ['--since', `${period}-01-01`, '--until', `${Number(period) + 1}-01-01`];
}

function rowsOf(csv: string, ...names: [string, string, string]): Row[] {
  const [header, ...lines] = csv.trim().split('\n');
  const at = names.map((name) => header!.split(',').indexOf(name));
  return lines.map((line) => {
    const [start, rain, observed] = at.map((column) => line.split(',')[column]!);
    return { start: start!.slice(0, 16), rainMm: Number(rain), observed: Number(observed) };
  });
}

/** The table of a reader, of which a sum is not there where nothing was observed. */
function sameTable(
  t: { deepEqual: (a: unknown, b: unknown) => void },
  found: readonly Row[],
  expected: readonly Row[],
): void {
  t.deepEqual(
    found,
    expected.map((row) => (row.observed === 0 && row.rainMm === 0 ? { ...row, rainMm: NaN } : row)),
  );
}

const ifPython = testUnless(whyNoCommand(PYTHON));

for (const [by, period] of [
  ['day', '2024'],
  ['hour', '2024-04'],
] as const)
  ifPython(`examples/pluvio_reader.py: ${by}s of ${period} are what pluvio totals says`, async (t) => {
    const args = [projectPath('examples/pluvio_reader.py'), period, 'Polytech', '--by', by, '--out', out];
    const text = execFileSync(PYTHON, args, { encoding: 'utf8', stdio: 'pipe' });
    sameTable(t, rowsOf(text, 'start', 'rain_mm', 'observed'), await totals('Polytech', by, period));
  });

ifPython(
  'examples/pluvio_reader.py: rain() of a day, a month and a year; what is no period, gauge or kind is said',
  async (t) => {
    const days = await totals('Hydropolis', 'day', '2024-05');
    const program = `
from pluvio_reader import rain, totals
print(*rain("Hydropolis", "2024-05-12", ${JSON.stringify(out)}))
print(round(sum(row.rain_mm for row in totals("Hydropolis", "2024-05", out=${JSON.stringify(out)})), 6))
print(rain("Hydropolis", "2024-05", ${JSON.stringify(out)}).mm)
for arguments in (("Hydropolis", "May"), ("Elsewhere", "2024")):
    try: rain(*arguments, out=${JSON.stringify(out)})
    except (ValueError, FileNotFoundError) as error: print(error)
`;
    const env = { ...process.env, PYTHONPATH: projectPath('examples'), PYTHONDONTWRITEBYTECODE: '1' };
    const lines = execFileSync(PYTHON, ['-c', program], { encoding: 'utf8', env }).trim().split('\n');
    const may12 = days.find(({ start }) => start.startsWith('2024-05-12'))!;
    t.is(lines[0], `${pythonFloat(may12.rainMm)} ${pythonFloat(may12.observed)}`);
    const sum = Math.round(days.reduce((mm, { rainMm }) => mm + rainMm, 0) * 1e6) / 1e6;
    t.deepEqual(lines.slice(1, 3), [pythonFloat(sum), pythonFloat(sum)]);
    t.regex(lines[3]!, /'May' is no period; expected 2024, 2024-05/);
    t.regex(lines[4]!, /holds no years of Elsewhere; it holds Hydropolis, Polytech/);
  },
);

function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

const ifPandas = testUnless(whyNoCommand(INTERPRETERS.python, ['-c', 'import pandas']));

ifPandas('examples/pluvio_reader.py: frame() has every gauge', async (t) => {
  const program = `from pluvio_reader import frame; print(frame("2024-07", out=${JSON.stringify(out)}).groupby("gauge", sort=False).rain_mm.sum().to_json())`;
  const env = { ...process.env, PYTHONPATH: projectPath('examples'), PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout, stderr } = spawnSync(INTERPRETERS.python, ['-W', 'ignore', '-c', program], { encoding: 'utf8', env });
  t.is(stderr, '');
  const sums = JSON.parse(stdout) as Record<string, number>;
  t.deepEqual(Object.keys(sums), GAUGES);
  for (const gauge of GAUGES) {
    const expected = (await totals(gauge, 'day', '2024-07')).reduce((mm, { rainMm }) => mm + rainMm, 0);
    // Sums of 31 numbers of six decimals may round differently in their last places.
    t.true(expected > 0 && Math.abs(sums[gauge]! - expected) < 1e-9);
  }
});

const ifR = testUnless(whyNoCommand(INTERPRETERS.r));

ifR('examples/pluvio_reader.R: days of a year are what pluvio totals says', async (t) => {
  const args = [projectPath('examples/pluvio_reader.R'), '2024', 'Polytech', out];
  const table = rowsOf(execFileSync(INTERPRETERS.r, args, { encoding: 'utf8' }), 'start', 'rain_mm', 'observed');
  sameTable(t, table, await totals('Polytech', 'day', '2024'));
});
