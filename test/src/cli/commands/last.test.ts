import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import { main } from '../../../../src/cli/program.js';
import { writeWholeYear, YEAR } from '../../../interop/whole-year.js';
import { startOf } from '../../formats/csv-truth.js';
import { testHost } from '../../formats/made-case.js';
import { pluvioAt } from '../../../support/pluvio.js';

const GAUGES = ['Hydropolis', 'Polytech'];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pluvio-last-'));
const out = path.join(folder, 'output');
const NOW_S = startOf(YEAR + 1) + 86_400;

interface Row {
  readonly gauge: string;
  readonly start: string;
  readonly end: string;
  readonly rain_mm: number | null;
  readonly coverage: number;
  readonly observed_mm: number;
  readonly last_reading: string;
}

test.before(async () => {
  writeWholeYear(path.join(folder, 'raw'), GAUGES);
  const options = ['--gauge', GAUGES.join(','), '--uncalibrated', '--out', out];
  await main(['run', ...options, path.join(folder, 'raw')], testHost(NOW_S));
});
test.after.always(() => fs.rmSync(folder, { recursive: true, force: true }));

async function last(...args: string[]): Promise<Row[]> {
  const { code, stdout, stderr } = await pluvioAt(NOW_S, ['last', '--out', out, '--ndjson', ...args]);
  if (code !== 0) throw new Error(stderr);
  const lines = stdout.toString().trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

/** Stamps and rain of a gauge's treated series. */
const series = new Map<string, readonly (readonly [stampS: number, mm: number])[]>();

/** Rain of a gauge's treated series stamped in `(start, end]`. */
function plainRain(gauge: string, { start, end }: Pick<Row, 'start' | 'end'>): number {
  const [startS, endS] = [Date.parse(start) / 1000, Date.parse(end) / 1000];
  let sum = 0;
  for (const [stampS, mm] of series.get(gauge) ?? readSeries(gauge)) if (stampS > startS && stampS <= endS) sum += mm;
  return Math.round(sum * 1e6) / 1e6;
}

function readSeries(gauge: string): (readonly [number, number])[] {
  const text = fs.readFileSync(path.join(out, gauge, `${YEAR}`, `${gauge}_treated_${YEAR}.csv`), 'utf8');
  const rows = text.trimEnd().split('\n').slice(1);
  const read = rows.map((row) => row.split(',')).map(([, stamp, , mm]) => [Number(stamp), Number(mm)] as const);
  series.set(gauge, read);
  return read;
}

test('last: the rain until the network’s last reading, a row a gauge', async (t) => {
  const rows = await last('240h');
  t.deepEqual(
    rows.map(({ gauge }) => gauge),
    GAUGES,
  );
  for (const row of rows) {
    t.is(row.last_reading.slice(0, 16), '2024-12-31T23:59');
    t.is(row.end, '2024-12-31T23:59:00Z');
    t.is((Date.parse(row.end) - Date.parse(row.start)) / 3_600_000, 240);
    t.is(row.coverage, 1);
    t.is(row.rain_mm, plainRain(row.gauge, row));
    t.is(row.observed_mm, row.rain_mm!);
  }
  t.true(rows.some(({ rain_mm: mm }) => mm! > 0));
});

test('last: steps lie on the clock, and add up to what fell', async (t) => {
  const period = ['--since', '2024-07-18', '--until', '2024-07-21', '--gauge', 'Polytech'];
  for (const [step, count] of [
    ['1h', 72],
    ['5m', 864],
  ] as const) {
    const steps = await last(...period, '--step', step, '--min-coverage', '0');
    t.is(steps.length, count);
    t.deepEqual([steps[0]!.start, steps.at(-1)!.end], ['2024-07-18T00:00:00Z', '2024-07-21T00:00:00Z']);
    const sum = steps.reduce((mm, { observed_mm }) => mm + observed_mm, 0);
    // A sum of up to 864 numbers of six decimals may round differently in its last places.
    t.true(Math.abs(sum - plainRain('Polytech', { start: steps[0]!.start, end: steps.at(-1)!.end })) < 1e-9);
    for (const step of steps.slice(0, 30)) t.is(step.observed_mm, plainRain('Polytech', step));
  }
});

test('last: too little observed is na, with what was received and how much was observed beside it', async (t) => {
  const [row] = await last('--day', '2024-04-10', '--gauge', 'Polytech');
  t.is(row!.rain_mm, null);
  t.true(row!.coverage > 0.49 && row!.coverage < 0.51);
  t.is(row!.observed_mm, plainRain('Polytech', row!));
  const [any] = await last('--day', '2024-04-10', '--gauge', 'Polytech', '--min-coverage', '0');
  t.is(any!.rain_mm, row!.observed_mm);
  // Hourly readings say nothing of five minutes.
  const hourly = await last('--day', '2024-05-31', '--gauge', 'Polytech', '--step', '5m');
  t.true(hourly.every(({ rain_mm: mm, coverage }) => mm === null && coverage === 0));
});

test('last: JSON, CSV and a table say the same', async (t) => {
  const rows = await last('48h');
  const print = async (form: string[]): Promise<string> =>
    (await pluvioAt(NOW_S, ['last', '48h', '--out', out, ...form])).stdout.toString();
  const json = JSON.parse(await print(['--json'])) as { start: string; end: string; gauges: Row[] };
  t.deepEqual([json.start, json.end], [rows[0]!.start, rows[0]!.end]);
  t.deepEqual(
    json.gauges.map(({ gauge, rain_mm, coverage, observed_mm }) => ({ gauge, rain_mm, coverage, observed_mm })),
    rows.map(({ gauge, rain_mm, coverage, observed_mm }) => ({ gauge, rain_mm, coverage, observed_mm })),
  );
  const [header, ...lines] = (await print(['--csv'])).trimEnd().split('\n');
  t.is(header, 'gauge,start,end,rain_mm,coverage,observed_mm,last_reading');
  t.deepEqual(
    lines.map((line) => line.split(',').slice(3, 6).map(Number)),
    rows.map((row) => [row.rain_mm, row.coverage, row.observed_mm]),
  );
  const table = await print([]);
  for (const { gauge } of rows) t.regex(table, new RegExp(`^${gauge} .* 100 % `, 'm'));
});

test('last: a target is read where the folder has nothing, and a folder without its live table by its manifests', async (t) => {
  const args = ['last', '30h', '--csv', '--step', '6h'];
  const here = await pluvioAt(NOW_S, [...args, '--out', out]);
  const there = await pluvioAt(NOW_S, [...args, '--out', path.join(folder, 'nothing'), '--to', out]);
  t.is(there.code, 0, there.stderr);
  t.is(there.stdout.toString(), here.stdout.toString());
  const copy = path.join(folder, 'copy');
  fs.cpSync(out, copy, { recursive: true });
  fs.rmSync(path.join(copy, 'network'), { recursive: true });
  t.is((await pluvioAt(NOW_S, [...args, '--out', copy])).stdout.toString(), here.stdout.toString());
});

test('last: what cannot be told is said', async (t) => {
  for (const [args, says] of [
    [['72x'], /the duration: "72x" is not a duration/],
    [['72h', '--since', '2024-01-01'], /72h and --since, --day or --month say different periods/],
    [['--json', '--csv'], /--json and --csv: give one/],
    [['--gauge', 'Elsewhere'], /there is no Elsewhere; there are Hydropolis, Polytech/],
    [['--since', 'now'], /there is no reading after "now"/],
    [['--out', path.join(folder, 'none')], /There is no published gauge in/],
  ] as const) {
    const { code, stderr } = await pluvioAt(NOW_S, ['last', '--out', out, ...args]);
    t.is(code, 2, args.join(' '));
    t.regex(stderr, says);
  }
});

test('last: reads the end of a year alone: what is wrong at its beginning does not matter', async (t) => {
  const copy = path.join(folder, 'damaged');
  fs.cpSync(out, copy, { recursive: true });
  const file = path.join(copy, 'Polytech', `${YEAR}`, `Polytech_treated_${YEAR}.csv`);
  const fd = fs.openSync(file, 'r+');
  fs.writeSync(fd, 'x'.repeat(1000), 500);
  fs.closeSync(fd);
  const args = ['last', '72h', '--csv', '--out'];
  const whole = (await pluvioAt(NOW_S, [...args, out])).stdout.toString();
  t.is((await pluvioAt(NOW_S, [...args, copy])).stdout.toString(), whole);
});
