import test from 'ava';
import fc from 'fast-check';
import { Cumulative, CumulativeBySteps } from '../../../src/analyses/cumulative.js';
import { RunFinder } from '../../../src/analyses/series/run-finder.js';
import { SeriesBuffer } from '../../../src/analyses/series/series-buffer.js';
import { gaugeRain, joinYears } from '../../../src/analyses/gauge-rain.js';
import { rainSeries, type ReadingRun } from '../../../src/analyses/series/series.js';
import { WINDOWS_S } from '../../../src/analyses/series/windows.js';
import { plainCoverage, plainSum, records, type PlainReading } from './plain.js';

/** Sums of doubles against sums of doubles in another order: the error is far below. */
const TOLERANCE_MM = 1e-6;
const UNKNOWN_IS_RARE = { numRuns: 60 };

test('Cumulative: rain and coverage of every window are those of a plain sum over the readings', (t) => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 7000 }), (record, stepS) => {
      const series = rainSeries(record.timeS, record.rainMm, record.runs);
      const first = record.timeS[0]!;
      const last = record.timeS.at(-1)!;
      const grid = { startS: first - 3600, stepS, count: Math.min(400, Math.floor((last - first + 90_000) / stepS)) };
      const table = new Cumulative(series, { windowsS: WINDOWS_S }).at(grid);
      WINDOWS_S.forEach((windowS, w) => {
        for (let i = 0; i < grid.count; i += 7) {
          const t1 = grid.startS + i * stepS;
          const covered = plainCoverage(record.readings, t1 - windowS, t1, windowS);
          t.true(Math.abs(table.coverage[w]![i]! - covered) < 1e-9);
          const least = windowS <= 21_600 ? 1 : 0.95;
          const sum = covered >= least - 1e-9 ? plainSum(record.readings, t1 - windowS, t1) : NaN;
          t.true(
            Object.is(sum, NaN)
              ? Number.isNaN(table.rainMm[w]![i]!)
              : Math.abs(table.rainMm[w]![i]! - sum) < TOLERANCE_MM,
          );
        }
      });
    }),
    { numRuns: 40 },
  );
});

test('joinYears: a record cut anywhere is what it is as a whole, however late stamps are at the cut', (t) => {
  fc.assert(
    fc.property(records, fc.double({ min: 0, max: 1, noNaN: true }), (record, where) => {
      const cutS = record.timeS[Math.floor(where * (record.timeS.length - 1))]!;
      const known = record.readings.filter(({ rainMm }) => !Number.isNaN(rainMm));
      const part = (isOfIt: (timeS: number) => boolean) => {
        const wet = known.filter(({ timeS, rainMm }) => isOfIt(timeS) && rainMm > 0);
        const columns = {
          timeS: Float64Array.from(wet, ({ timeS }) => timeS),
          rainMm: Float64Array.from(wet, ({ rainMm }) => rainMm),
        };
        return gaugeRain(columns, readingRuns(known.filter(({ timeS }) => isOfIt(timeS))));
      };
      const whole = part(() => true);
      const joined = joinYears([part((s) => s <= cutS), undefined, part((s) => s > cutS)]);
      t.deepEqual(joined.series, whole.series);
      t.deepEqual([joined.firstS, joined.lastS], [whole.firstS, whole.lastS]);
    }),
    UNKNOWN_IS_RARE,
  );
});

/** Readings that follow each other at one interval, as a coverage table has them. */
function readingRuns(readings: readonly PlainReading[]): ReadingRun[] {
  const runs: { firstS: number; lastS: number; intervalS: number }[] = [];
  for (const { timeS, intervalS } of readings) {
    const run = runs.at(-1);
    if (run?.intervalS === intervalS && Math.abs(timeS - run.lastS - intervalS) <= 4) run.lastS = timeS;
    else runs.push({ firstS: timeS, lastS: timeS, intervalS });
  }
  return runs;
}

test('CumulativeBySteps: what readings come in makes no difference', (t) => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 200 }), fc.constantFrom(60, 300, 3600), (record, piece, stepS) => {
      const rows = (pieces: number): string => {
        const analysis = new CumulativeBySteps(stepS, { windowsS: [300, 3600, 86_400] });
        const buffer = new SeriesBuffer(new RunFinder());
        const told: string[] = [];
        const take = (isEnd: boolean): void => {
          const { series, firstS, lastS, settledS } = buffer;
          const period = { startS: -Infinity, endS: Infinity };
          for (const { grid, count, rainMm } of analysis.take({ series, firstS, lastS, settledS, isEnd, period }))
            for (let i = 0; i < count; i++) told.push([grid.startS + i * stepS, ...rainMm.map((mm) => mm[i])].join());
        };
        record.readings.forEach(({ timeS, rainMm }, i) => {
          buffer.add(timeS, rainMm);
          if (i % pieces !== 0) return;
          take(false);
          buffer.dropBefore(analysis.neededFromS);
        });
        buffer.finish();
        take(true);
        return told.join('\n');
      };
      t.is(rows(piece), rows(Infinity));
    }),
    { numRuns: 60 },
  );
});

test('Cumulative: a reading of an hour says nothing of five minutes, and missing is never 0', (t) => {
  const runs = [{ startS: 0, endS: 7200, intervalS: 3600 }];
  const { rainMm, coverage } = new Cumulative(rainSeries([3600, 7200], [12, 0], runs), { windowsS: [300, 3600] }).at({
    startS: 3600,
    stepS: 1800,
    count: 4,
  });
  t.deepEqual([...coverage[0]!], [0, 0, 0, 0]);
  t.true(rainMm[0]!.every(Number.isNaN));
  t.deepEqual([...rainMm[1]!], [12, 12, 0, NaN]);
});
