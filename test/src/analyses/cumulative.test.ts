import test from 'ava';
import fc from 'fast-check';
import { Cumulative, CumulativeBySteps } from '../../../src/analyses/cumulative.js';
import { RunFinder } from '../../../src/analyses/run-finder.js';
import { SeriesBuffer } from '../../../src/analyses/series-buffer.js';
import { joinSeries, rainSeries } from '../../../src/analyses/series.js';
import { WINDOWS_S } from '../../../src/analyses/windows.js';
import { plainCoverage, plainSum, records } from './plain.js';

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

test('Cumulative: years joined give what one series gives', (t) => {
  fc.assert(
    fc.property(records, fc.double({ min: 0, max: 1, noNaN: true }), (record, where) => {
      const cutS = record.timeS[Math.floor(where * (record.timeS.length - 1))]!;
      const part = (keep: (timeS: number) => boolean, runs: typeof record.runs) => {
        const kept = record.readings.filter(({ timeS }) => keep(timeS));
        return rainSeries(
          kept.map(({ timeS }) => timeS),
          kept.map(({ rainMm }) => rainMm),
          runs,
        );
      };
      const before = record.runs
        .filter(({ startS }) => startS < cutS)
        .map((run) => ({ ...run, endS: Math.min(run.endS, cutS) }));
      const after = record.runs
        .filter(({ endS }) => endS > cutS)
        .map((run) => ({ ...run, startS: Math.max(run.startS, cutS) }));
      const joined = joinSeries([part((s) => s <= cutS, before), part((s) => s > cutS, after)]);
      const whole = rainSeries(record.timeS, record.rainMm, record.runs);
      const grid = { startS: cutS - 5000, stepS: 97, count: 200 };
      const tables = [joined, whole].map((series) => new Cumulative(series, { windowsS: WINDOWS_S }).at(grid));
      t.deepEqual(tables[0]!.rainMm, tables[1]!.rainMm);
    }),
    UNKNOWN_IS_RARE,
  );
});

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
