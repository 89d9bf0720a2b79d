import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import h5wasm, { type Dataset } from 'h5wasm/node';
import { parquetReadObjects } from 'hyparquet';
import { uncalibrated } from '../../../../../../src/calibration/curve.js';
import { plainGauge } from '../../../../../../src/domain/network.js';
import { parseDateTime } from '../../../../../../src/domain/time/time.js';
import { FORMATS } from '../../../../../../src/formats/registry.js';
import { openJournal } from '../../../../../../src/journal/journal.js';
import type { RunContext } from '../../../../../../src/pipeline/context.js';
import { processHistory } from '../../../../../../src/pipeline/run/process-history.js';
import { QUALITY_TESTS } from '../../../../../../src/analyses/quality/index.js';
import { openFolderStore } from '../../../../../../src/stores/folder/store.js';
import { lottery } from '../../../../analyses/plain.js';
import { testContext } from '../../../../../support/run-case.js';
import { putFile } from '../../../../../support/stores/store-fixture.js';
import { tempFolder } from '../../../../../support/temp.js';

const NAMES = ['A', 'B', 'C', 'D'];
const GAUGES = NAMES.map((name, k) => ({
  ...plainGauge(name),
  lon: 3.8 + k / 100,
  lat: 43.6,
  curve: uncalibrated(0.2),
}));
const START_S = parseDateTime('2022-12-25 00:00:00')!;
const DAYS = 16;
/** Files of a gauge; the reading that ends with New Year stands in the third one. */
const PARTS = 6;

/** Tips in steps of 5 minutes: A is blocked over New Year, on which B gets a bucketful; C stops for two days; D has no rain before New Year. */
function tipsOf(): (number | undefined)[][] {
  const draw = lottery(11);
  const newYear = (parseDateTime('2023-01-01 00:00:00')! - START_S) / 300;
  const rain = Array.from({ length: DAYS * 288 }, (_, i) =>
    Math.floor(i / 30) % 5 === 0 ? Math.floor(draw() * 5) : 0,
  );
  return NAMES.map((_, k) =>
    rain.map((tips, i) => {
      const step = i + 1;
      if (k === 0 && Math.abs(step - newYear) < 500) return 0;
      if (k === 1 && step === newYear) return 90;
      if (k === 2 && step > 2700 && step < 3300) return undefined;
      if (k === 3 && step <= newYear) return 0;
      return tips > 0 ? tips + Math.floor(draw() * 2) : 0;
    }),
  );
}

class Network {
  readonly folder: string;
  private readonly tips = tipsOf();

  constructor(t: ExecutionContext) {
    this.folder = tempFolder(t);
  }

  /** Puts files, each of a gauge and a sixth of the time, where runs find them. */
  put(files: readonly number[], raw = 'raw'): void {
    mkdirSync(path.join(this.folder, raw), { recursive: true });
    for (const file of files) {
      const [k, part] = [file % NAMES.length, Math.floor(file / NAMES.length)];
      const all = this.tips[k]!;
      const from = (part * all.length) / PARTS;
      const lines = all.slice(from, from + all.length / PARTS).map((tips, i) => {
        const timeS = START_S + 300 * (from + i + 1);
        return tips === undefined ? '' : `${NAMES[k]!}, ${timeS}, ${tips}, 0, ${timeS % 7 ? 12.5 : 11.7}\n`;
      });
      putFile(path.join(this.folder, raw), `${NAMES[k]!}/${NAMES[k]!}_${part}.txt`, lines.join(''));
    }
  }

  async run(more: Partial<RunContext> = {}, out = 'out', raw = 'raw'): Promise<void> {
    const journal = openJournal(path.join(this.folder, `${out}.db`));
    try {
      const root = path.join(this.folder, out);
      const context = { ...testContext({ gauges: GAUGES, out: root, nowS: START_S + 9e6, journal }), ...more };
      const source = openFolderStore(path.join(this.folder, raw));
      await processHistory({ source, deleteRaw: false, onlyNew: true }, context);
    } finally {
      journal.close();
    }
  }

  /** What a run makes of gauges' years. */
  files(out = 'out'): Record<string, string> {
    const root = path.join(this.folder, out);
    const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /^[A-D]\/\d{4}\/./.test(name),
    );
    return Object.fromEntries(
      names.sort().map((name) => [name, readFileSync(path.join(root, name)).toString('latin1')]),
    );
  }

  rows(file: string, out = 'out'): string[][] {
    const [, ...rows] = this.files(out)[file]!.trim().split('\n');
    return rows.map((row) => row.split(','));
  }
}

const ALL = Array.from({ length: NAMES.length * PARTS }, (_, i) => i);

test('flags: in whatever order gauges’ files come, the bytes are those of a run from scratch; series are as without', async (t) => {
  const network = new Network(t);
  network.put(ALL, 'whole');
  await network.run({ exclude: 2 }, 'scratch', 'whole');
  const scratch = network.files('scratch');
  await network.run({}, 'plain', 'whole');
  const plain = network.files('plain');
  for (const name of Object.keys(plain)) t.is(scratch[name], plain[name], name);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(ALL, { minLength: ALL.length }),
      fc.uniqueArray(fc.integer({ min: 1, max: ALL.length - 1 }), { minLength: 2, maxLength: 3 }),
      fc.nat(1),
      async (order, cuts, askedIn) => {
        const [raw, out] = [`raw-${++runs}`, `out-${runs}`];
        const ends = [...cuts.sort((a, b) => a - b), ALL.length];
        for (const [round, end] of ends.entries()) {
          network.put(order.slice(round === 0 ? 0 : ends[round - 1]!, end), raw);
          await network.run(round === askedIn ? { exclude: 2 } : {}, out, raw);
        }
        t.deepEqual(network.files(out), scratch, `${order.join()} cut at ${ends.join()}`);
      },
    ),
    { numRuns: 3 },
  );
});

test('flags: every test says something of every moment from the first reading to the last one', async (t) => {
  const network = new Network(t);
  network.put(ALL);
  await network.run({ products: ['flags'], formats: FORMATS.filter(({ name }) => ['mtx', 'parquet'].includes(name)) });
  for (const gauge of NAMES)
    for (const [year, first, last] of [
      [2022, '2022-12-25 00:00:00', '2023-01-01 00:00:00'],
      [2023, '2023-01-01 00:00:00', '2023-01-10 00:00:00'],
    ] as const) {
      const rows = network.rows(`${gauge}/${year}/${gauge}_flags_${year}.csv`);
      t.deepEqual(
        [...new Set(rows.map((row) => row[2]!))],
        QUALITY_TESTS.map(({ name }) => name),
      );
      for (const { name } of QUALITY_TESTS) {
        let said: string = first;
        for (const [start, end] of rows.filter((row) => row[2] === name)) {
          t.true(start! <= said, `${gauge} ${name}: nothing is said of ${said} to ${start!}`);
          if (end! > said) said = end!;
        }
        t.is(said, last, `${gauge} ${name}`);
      }
    }
  const zeros = network.rows('A/2022/A_flags_2022.csv').filter((row) => row[2] === 'faulty-zero' && row[3] === '2');
  t.is(zeros.at(-1)?.[1], '2023-01-01 00:00:00', 'A is blocked until New Year');
  t.true(
    network
      .rows('B/2022/B_flags_2022.csv')
      .some((row) => row.join() === '2022-12-31 23:55:00,2023-01-01 00:00:00,high-influx,2,18,10'),
    'the reading that ends with New Year is of the old one',
  );
  const gap = network.rows('C/2022/C_flags_2022.csv').concat(network.rows('C/2023/C_flags_2023.csv'));
  t.true(
    gap.some((row) => row[2] === 'drip' && row[3] === '-1'),
    'what was not observed is not judged',
  );

  const bytes = readFileSync(path.join(network.folder, 'out/B/2022/B_flags_2022.parquet'));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const parquet = await parquetReadObjects({ file });
  t.is(parquet.length, network.rows('B/2022/B_flags_2022.csv').length);
  for (const { Test, Level, Mask } of parquet)
    t.is(Mask, Level > 0 ? 1 << QUALITY_TESTS.findIndex(({ name }) => name === Test) : 0);
});

test('flags: another limit makes them anew, and stays; the manifest says what they went by', async (t) => {
  const network = new Network(t);
  network.put(ALL);
  await network.run({ products: ['flags'] });
  const usual = network.files();
  await network.run({ quality: { 'high-influx.mostMm': 30 } });
  t.false(network.rows('B/2022/B_flags_2022.csv').some((row) => row[2] === 'high-influx' && row[3] === '2'));
  const manifest = JSON.parse(network.files()['B/2022/B_products_2022.json']!) as {
    quality: { set: object; tests: { test: string; version: number; settings: Record<string, number> }[] };
  };
  t.deepEqual(manifest.quality.set, { 'high-influx.mostMm': 30 });
  t.is(manifest.quality.tests.find((one) => one.test === 'high-influx')!.settings.mostMm, 30);
  await network.run({ products: ['flags', 'totals'] });
  t.false(network.rows('B/2022/B_flags_2022.csv').some((row) => row[2] === 'high-influx' && row[3] === '2'));
  await network.run({ products: ['flags', 'totals'], quality: { 'high-influx.mostMm': 30 } }, 'scratch');
  t.deepEqual(network.files(), network.files('scratch'));
  await network.run({ quality: { 'high-influx.mostMm': 10 } });
  t.is(network.files()['B/2022/B_flags_2022.csv'], usual['B/2022/B_flags_2022.csv']);
});

/** Rain by stamp of a series; NaN is `na`. */
function rainOf(rows: readonly string[][]): Map<number, number> {
  return new Map(rows.map((row) => [Number(row[1]), row[3] === 'na' ? NaN : Number(row[3])]));
}

const sum = (values: Iterable<number>): number =>
  [...values].reduce((total, mm) => total + (Number.isNaN(mm) ? 0 : Math.round(mm * 1e6)), 0);

test('exclude: total = published + excluded, reading by reading as the flags say; another level, or none, changes no other file', async (t) => {
  const network = new Network(t);
  network.put(ALL);
  await network.run();
  const plain = network.files();
  for (const level of [3, 1, 2] as const) {
    await network.run({ exclude: level });
    for (const name of Object.keys(plain)) t.is(network.files()[name], plain[name], name);
    let taken = 0;
    for (const gauge of NAMES) {
      const flagged = [2022, 2023].flatMap((year) => network.rows(`${gauge}/${year}/${gauge}_flags_${year}.csv`));
      const times = flagged
        .filter((row) => Number(row[3]) >= level)
        .map(([start, end]) => [parseDateTime(start!)!, parseDateTime(end!)!] as const);
      const isOut = (timeS: number): boolean => times.some(([startS, endS]) => timeS > startS && timeS <= endS);
      for (const year of [2022, 2023]) {
        const treated = rainOf(network.rows(`${gauge}/${year}/${gauge}_treated_${year}.csv`));
        const qualified = rainOf(network.rows(`${gauge}/${year}/${gauge}_qualified_${year}.csv`));
        const wanted = [...treated].map(([timeS, mm]) => [timeS, isOut(timeS) ? NaN : mm]);
        t.deepEqual([...qualified], wanted, `${gauge} ${year} from level ${level} on`);
        const excluded = [...treated].filter(([timeS]) => isOut(timeS)).map(([, mm]) => mm);
        t.is(sum(treated.values()), sum(qualified.values()) + sum(excluded));
        taken += sum(excluded);
      }
    }
    t.is(taken > 0, level < 3, 'nothing is wrong, and something suspect');
  }
  t.is(network.rows('B/2023/B_qualified_2023.csv')[0]![3], 'na', 'what the old year said of its last reading');
  await network.run();
  const kept = network.files();
  await network.run({ exclude: 2, products: ['flags'] }, 'scratch');
  t.deepEqual(kept, network.files('scratch'));
});

test('flags: the network’s NetCDF has the bits of the tests minute by minute, as CF says, and as a run from scratch', async (t) => {
  const formats = FORMATS.filter(({ name }) => name === 'mtx' || name === 'nc');
  const network = new Network(t);
  network.put(ALL.filter((file) => file % NAMES.length !== 3));
  await network.run({ formats });
  const bytes = (out: string, year: number): Buffer =>
    readFileSync(path.join(network.folder, out, `network/${year}/network_rainfall_${year}.nc`));
  const plain = bytes('out', 2022);
  await network.run({ products: ['flags'] });
  t.notDeepEqual(bytes('out', 2022), plain, 'also where nothing else is new');
  network.put(ALL);
  await network.run();
  await network.run({ formats, products: ['flags'] }, 'scratch');
  for (const year of [2022, 2023]) t.deepEqual(bytes('out', year), bytes('scratch', year));
  await h5wasm.ready;
  const file = new h5wasm.File(path.join(network.folder, 'out/network/2023/network_rainfall_2023.nc'), 'r');
  const [rain, flags] = ['rainfall_amount', 'rainfall_flags'].map((name) => file.get(name) as Dataset);
  t.is(rain!.attrs.ancillary_variables!.value, 'rainfall_flags');
  t.is(flags!.attrs.flag_meanings!.value, QUALITY_TESTS.map(({ name }) => name).join(' '));
  t.deepEqual(
    flags!.attrs.flag_masks!.value,
    Int32Array.from(QUALITY_TESTS, (_, k) => 1 << k),
  );
  t.deepEqual([flags!.get_attached_scales(0), flags!.get_attached_scales(1)], [['/id'], ['/time']]);
  const startS = parseDateTime('2023-01-01 00:00:00')!;
  let doubted = 0;
  for (const [k, gauge] of NAMES.entries()) {
    const rows = [2022, 2023].flatMap((year) => network.rows(`${gauge}/${year}/${gauge}_flags_${year}.csv`));
    const wanted = new Int32Array(365 * 1440);
    for (const [start, end, name, level] of rows)
      for (
        let minute = (parseDateTime(start!)! - startS) / 60 + 1;
        minute <= (parseDateTime(end!)! - startS) / 60;
        minute++
      )
        if (Number(level) > 0 && minute >= 0)
          wanted[minute] = wanted[minute]! | (1 << QUALITY_TESTS.findIndex((one) => one.name === name));
    t.deepEqual(flags!.slice([[k, k + 1], []]), wanted, gauge);
    doubted += wanted.filter((mask) => mask !== 0).length;
  }
  t.true(doubted > 0);
  file.close();
});
