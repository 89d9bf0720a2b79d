import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { readTree } from '../../../fixtures/cases.js';
import { pluvio } from '../../support/pluvio.js';
import { quickFolder } from '../../support/temp.js';

/** 2024-03-01 00:00:00 UTC. */
const START_S = 1_709_251_200;
const GAUGES = ['A', 'B', 'C', 'D'];
const TABLE = `gauge,folder,aliases,lon,lat\n${GAUGES.map((name, k) => `${name},${name},,${3.87 + k / 100},43.6`).join('\n')}\n`;

/** Four days of minutes at four gauges; it rains in the same hours everywhere, but A is blocked on the second day. */
function writeRaw(folder: string): void {
  for (const [k, gauge] of GAUGES.entries()) {
    mkdirSync(path.join(folder, gauge), { recursive: true });
    const lines = Array.from({ length: 4 * 1440 }, (_, i) => {
      const isBlocked = k === 0 && i >= 1440 && i < 2880;
      const tips = i % 360 < 90 && (i + k) % 3 === 0 && !isBlocked ? 1 : 0;
      return `${gauge}, ${START_S + 60 * (i + 1)}, ${k === 1 && i === 1111 ? 45 : tips}, 0, 12.5`;
    });
    writeFileSync(path.join(folder, gauge, `${gauge}_010324_000000.txt`), `${lines.join('\n')}\n`);
  }
}

/** Rain of a series, mm. */
function sumOf(file: string): number {
  const [, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const mm = rows.map((row) => row.split(',')[3]!).filter((rain) => rain !== 'na');
  return Math.round(mm.reduce((sum, rain) => sum + Number(rain), 0) * 1e6) / 1e6;
}

interface Told {
  readonly gauges: readonly {
    readonly gauge: string;
    readonly flags: readonly { test: string; start: number; end: number; level: number; value: number | null }[];
    readonly exclusions: readonly { level: number; rain_mm: number; minutes: number; events: number }[];
  }[];
}

test('qc finds a blocked gauge and a burst of tips, says what leaving them out would take, and changes nothing', async (t) => {
  const folder = quickFolder(t);
  const [raw, out, gauges] = ['raw', 'out', 'gauges.csv'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeRaw(raw);
  writeFileSync(gauges, TABLE);
  const tables = ['--gauges', gauges, '--gauge', GAUGES.join(','), '--uncalibrated'];
  t.is((await pluvio(['run', '--out', out, ...tables, raw])).code, 0);
  const before = await readTree(out);
  const { code, stdout, stderr } = await pluvio(['qc', '--from', out, '--json']);
  t.is(code, 0, stderr);
  const told = JSON.parse(stdout.toString()) as Told;
  const [a, b, ...others] = told.gauges;
  const zeros = a!.flags.filter(({ test: name, level }) => name === 'faulty-zero' && level > 0);
  t.is(zeros.length, 1);
  t.true(zeros[0]!.start >= START_S + 86_400 && zeros[0]!.end <= START_S + 2 * 86_400 + 600);
  const burst = b!.flags.filter(({ level }) => level > 0);
  t.deepEqual(burst.map(({ test: name, end, value }) => [name, end - START_S, value]).sort(), [
    ['minute-limit', 66_720, 9],
    ['tip-rate', 66_720, 45],
  ]);
  t.deepEqual(
    b!.exclusions.map(({ rain_mm, minutes, events }) => [rain_mm, minutes, events]),
    [
      [9, 1, 1],
      [9, 1, 1],
      [9, 1, 1],
    ],
  );
  for (const { gauge, flags } of others)
    t.deepEqual(
      flags.filter(({ level }) => level > 0),
      [],
      gauge,
    );
  const text = (await pluvio(['qc', '--from', out])).stdout.toString();
  t.regex(text, /^A +faulty-zero +suspect +1 /m);
  t.regex(text, /^C: nothing was found$/m);
  const csv = (await pluvio(['qc', '--from', out, '--gauge', 'B', '--test', 'tip-rate', '--csv'])).stdout.toString();
  t.is(csv, 'Gauge,Start,End,Test,Level,Value,Limit\nB,2024-03-01 18:31:00,2024-03-01 18:32:00,tip-rate,2,45,40\n');
  const loose = await pluvio([
    'qc',
    '--from',
    out,
    '--gauge',
    'B',
    '--test',
    'tip-rate',
    '--csv',
    '--set',
    'tip-rate.suspect=50',
  ]);
  t.regex(loose.stdout.toString(), /tip-rate,1,45,30\n$/);
  const asked = await pluvio(['qc', '--from', out, '--exclude', '2', '--json']);
  t.is(asked.code, 0, asked.stderr);
  t.regex((await pluvio(['qc', '--from', out, '--exclude', '2'])).stdout.toString(), /^B +2024 +\d+\.\d +9\.0 +/m);
  t.is((await pluvio(['qc', '--from', out, '--exclude', '4'])).code, 2);
  t.deepEqual(await readTree(out), before);
  // What was told is what goes.
  const made = await pluvio(['update', '--from', raw, '--out', out, ...tables, '--exclude', '2', '--settle', '0']);
  t.is(made.code, 0, made.stderr);
  const { years } = JSON.parse(asked.stdout.toString()) as {
    years: { gauge: string; rain_mm: number; excluded_mm: number; left_mm: number }[];
  };
  t.deepEqual(
    years.map(({ gauge }) => gauge),
    GAUGES,
  );
  for (const { gauge, rain_mm, excluded_mm, left_mm } of years) {
    t.is(sumOf(`${out}/${gauge}/2024/${gauge}_treated_2024.csv`), rain_mm);
    t.is(sumOf(`${out}/${gauge}/2024/${gauge}_qualified_2024.csv`), left_mm);
    t.is(Math.round((excluded_mm + left_mm) * 1e6), Math.round(rain_mm * 1e6));
  }
});

test('qc: gauges without places are judged alone, and it is said; what is asked wrong is told', async (t) => {
  const folder = quickFolder(t);
  const out = path.join(folder, 'out');
  cpSync('fixtures/cases/normal-day/expected', out, { recursive: true });
  const { code, stdout } = await pluvio(['qc', '--from', out]);
  t.is(code, 0);
  t.regex(stdout.toString(), /not judged, with 0 other gauges whose place is known: faulty-zero, high-influx, /);
  t.is((await pluvio(['qc', '--from', out, '--test', 'rain'])).code, 2);
  t.is((await pluvio(['qc', '--from', out, '--set', 'drip.hours=two'])).code, 2);
  const none = await pluvio(['qc', '--from', out, '--month', '2031-01']);
  t.is(none.code, 2);
  t.regex(none.stderr, /There is no reading in that time; the record goes from 2024-03-05/);
  t.is(readFileSync(path.join(out, 'network/cumulative.json')).length > 0, true);
});
