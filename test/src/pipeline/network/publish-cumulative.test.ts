import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { uncalibrated } from '../../../../src/calibration/curve.js';
import { NO_JOURNAL } from '../../../../src/domain/run/journal.js';
import { plainGauge } from '../../../../src/domain/network.js';
import { parseDateTime } from '../../../../src/domain/time/time.js';
import { openJournal } from '../../../../src/journal/journal.js';
import { processHistory } from '../../../../src/pipeline/run/process-history.js';
import { LIVE_PATHS, type LiveTable } from '../../../../src/products/cumulative.js';
import { openFolderStore } from '../../../../src/stores/folder/store.js';
import { MinuteGauge } from '../../../support/readings/minute-gauge.js';
import { testContext, type TestRun } from '../../../support/run-case.js';
import { putFile } from '../../../support/stores/store-fixture.js';
import { tempFolder } from '../../../support/temp.js';

const GAUGES = ['A', 'B'].map((name) => ({ ...plainGauge(name), lon: 3.8, lat: 43.6, curve: uncalibrated(0.2) }));
/** 20 minutes before the year 2024. */
const START_S = parseDateTime('2023-12-31 23:40:00')!;

/** A network of two gauges on disk, that reads what is put for it. */
class Network {
  readonly folder: string;

  constructor(t: ExecutionContext) {
    this.folder = tempFolder(t);
  }

  /** Minutes `from` to `to` after the start, 0.2 mm in every one. */
  put(gauge: string, from: number, to: number): void {
    const line = (i: number): string => `${gauge}, ${START_S + 60 * i}, 1, 0, 12\n`;
    const text = Array.from({ length: to - from }, (_, i) => line(from + i + 1)).join('');
    putFile(path.join(this.folder, 'raw'), `${gauge}/${gauge}_${from}.txt`, text);
  }

  async run(more: Partial<TestRun> = {}): Promise<LiveTable> {
    const source = openFolderStore(path.join(this.folder, 'raw'));
    const out = path.join(this.folder, 'out');
    const context = testContext({ gauges: GAUGES, out, nowS: START_S + 864_000, ...more });
    await processHistory({ source, deleteRaw: false, onlyNew: false }, context);
    return JSON.parse(readFileSync(path.join(out, LIVE_PATHS.json), 'utf8')) as LiveTable;
  }

  text(file: string): string {
    return readFileSync(path.join(this.folder, 'out', file), 'utf8');
  }
}

test('publishCumulative: windows reach back over New Year; a silent gauge is na, not 0; a late reading mends', async (t) => {
  const network = new Network(t);
  network.put('A', 0, 30);
  network.put('B', 0, 10);
  network.put('B', 15, 18);
  const first = await network.run();
  t.is(first.time, '2024-01-01 00:10:00');
  t.is(first.last_reading, START_S + 1800);
  const [a, b] = first.sites;
  t.is(a!.rain.P30min, 6, 'the sum of both years');
  t.is(a!.rain.P5min, 1);
  t.is(a!.rain.P1h, null);
  t.is(a!.coverage.P1h, 0.5);
  t.is(b!.rain.P5min, null);
  t.is(b!.coverage.P5min, 0);
  t.is(b!.coverage.P15min, 3 / 15);
  t.regex(network.text(LIVE_PATHS.rain), /^B,3\.8,43\.6(,na){14}$/m);
  network.put('B', 10, 15);
  network.put('B', 18, 30);
  const mended = await network.run();
  t.is(mended.time, first.time);
  t.deepEqual(mended.sites[1]!.rain, mended.sites[0]!.rain);
  const made = [LIVE_PATHS.rain, LIVE_PATHS.coverage, LIVE_PATHS.json].map((file) => network.text(file));
  rmSync(path.join(network.folder, 'out'), { recursive: true });
  await network.run();
  t.deepEqual(
    [LIVE_PATHS.rain, LIVE_PATHS.coverage, LIVE_PATHS.json].map((file) => network.text(file)),
    made,
  );
});

test('publishCumulative: a gauge that is not of the run keeps its row', async (t) => {
  const network = new Network(t);
  network.put('A', 0, 30);
  network.put('B', 0, 30);
  await network.run();
  network.put('A', 30, 31);
  const table = await network.run({ gauges: [GAUGES[0]!] });
  t.deepEqual(
    table.sites.map(({ site, rain }) => [site, rain.P5min]),
    [
      ['A', 1],
      ['B', null],
    ],
  );
  t.is(table.sites[1]!.coverage.P5min, 0.8);
});

test('publishCumulative: a damaged table is made anew, and a damaged gauge does not stop the others', async (t) => {
  const network = new Network(t);
  network.put('A', 0, 30);
  network.put('B', 0, 30);
  await network.run();
  writeFileSync(path.join(network.folder, 'out/B/2024/B_coverage_2024.csv'), 'nothing\n');
  network.put('A', 30, 32);
  const { sites } = await network.run({ gauges: [GAUGES[0]!] });
  t.deepEqual(
    sites.map(({ site, rain, coverage }) => [site, rain.P5min, coverage.P5min]),
    [
      ['A', 1, 1],
      ['B', null, 0],
    ],
  );
  writeFileSync(path.join(network.folder, 'out', LIVE_PATHS.json), '{"sites": 3');
  network.put('A', 32, 33);
  t.deepEqual(
    (await network.run({ gauges: [GAUGES[0]!] })).sites.map(({ site }) => site),
    ['A'],
  );
});

for (const step of ['local-cumulative', 'target-cumulative', 'local-network', 'target-network'])
  test(`publishCumulative: killed at ${step}, the next run publishes the table all the same`, async (t) => {
    const gauge = new MinuteGauge(t);
    const journal = openJournal(path.join(gauge.folder, 'journal.db'));
    t.teardown(() => journal.close());
    gauge.send(100);
    await gauge.run({ journal });
    gauge.send(10);
    let isArmed = true;
    const checkpoint = (passed: string): void => {
      if (passed !== step || !isArmed) return;
      isArmed = false;
      throw new Error('killed');
    };
    await t.throwsAsync(gauge.run({ journal, checkpoint }), { message: 'killed' });
    await gauge.run({ journal });
    const whole = new MinuteGauge(t);
    whole.send(100);
    whole.send(10);
    await whole.run({ journal: NO_JOURNAL });
    const tables = async (of: MinuteGauge, place: 'out' | 'published') =>
      (await of.files(place)).filter(([file]) => file.startsWith('network/cumulative'));
    const expected = await tables(whole, 'out');
    t.is(expected.length, 3);
    t.deepEqual(await tables(gauge, 'out'), expected);
    t.deepEqual(await tables(gauge, 'published'), expected);
  });
