import test from 'ava';
import fc from 'fast-check';
import { nextPeriod, PERIOD_KINDS, periodOf } from '../../../src/analyses/series/periods.js';
import { rainSeries } from '../../../src/analyses/series/series.js';
import { Totals, TotalsBySteps, type Total } from '../../../src/analyses/totals.js';
import { SHORT_WINDOWS_S } from '../../../src/analyses/series/windows.js';
import { DAY_S, formatDateTime, parseDateTime } from '../../../src/domain/time/time.js';
import { plainCoverage, plainGreatest, plainSum, records } from './plain.js';

const EVER = { startS: -Infinity, endS: Infinity };

test('Totals: hours and days are those of a plain sum, with windows that lie in them', (t) => {
  fc.assert(
    fc.property(records, (record) => {
      const totals = new Totals(rainSeries(record.timeS, record.rainMm, record.runs));
      for (const kind of ['hour', 'day', 'day06'] as const) {
        let period = periodOf(kind, record.timeS[0]!);
        for (let k = 0; k < 6; k++, period = nextPeriod(period)) {
          const { startS, endS } = period;
          const near = record.readings.filter(({ timeS }) => timeS > startS - 7200 && timeS <= endS + 7200);
          const total = totals.of(period);
          const covered = plainCoverage(near, startS, endS);
          t.true(Math.abs(total.coverage - covered) < 1e-9);
          const isGiven = covered >= (kind === 'hour' ? 1 : 0.95) - 1e-9;
          t.is(Number.isNaN(total.rainMm), !isGiven);
          if (isGiven) t.true(Math.abs(total.rainMm - plainSum(near, startS, endS)) < 1e-6);
          SHORT_WINDOWS_S.forEach((windowS, w) => {
            const fine = near.filter(({ intervalS }) => intervalS <= windowS);
            const isFine = isGiven && plainCoverage(near, startS, endS, windowS) >= (kind === 'hour' ? 1 : 0.95) - 1e-9;
            t.is(Number.isNaN(total.maxMm[w]!), !isFine);
            if (isFine) t.true(Math.abs(total.maxMm[w]! - plainGreatest(fine, startS, endS, windowS)) < 1e-6);
          });
        }
      }
    }),
    { numRuns: 40 },
  );
});

const YEAR_S = parseDateTime('2024-01-01')!;

/** A year and a half of minutes without some days; 0.1 mm every hour. */
function withoutDays(missing: readonly string[]): Total[] {
  const startS = parseDateTime('2023-09-01')!;
  const endS = parseDateTime('2025-01-01')!;
  const gone = missing.map((day) => parseDateTime(day)!).sort((a, b) => a - b);
  const runs = [];
  let fromS = startS;
  for (const dayS of gone) {
    if (dayS > fromS) runs.push({ startS: fromS, endS: dayS, intervalS: 60 });
    fromS = dayS + DAY_S;
  }
  runs.push({ startS: fromS, endS, intervalS: 60 });
  const isGone = (t: number): boolean => gone.some((dayS) => t > dayS && t <= dayS + DAY_S);
  const times = Array.from({ length: (endS - startS) / 3600 }, (_, h) => startS + (h + 1) * 3600).filter(
    (t) => !isGone(t),
  );
  const series = rainSeries(
    times,
    times.map(() => 0.1),
    runs,
  );
  const step = { series, firstS: startS + 60, lastS: endS, settledS: endS, isEnd: true, period: EVER };
  return [...new TotalsBySteps(['month', 'year', 'hydroyear']).take(step)];
}

function days(first: string, count: number, stepDays = 1): string[] {
  return Array.from({ length: count }, (_, i) =>
    formatDateTime(parseDateTime(first)! + i * stepDays * DAY_S).slice(0, 10),
  );
}

function rainOf(totals: readonly Total[], kind: string, start: string): number {
  return totals.find((total) => total.kind === kind && total.startS === parseDateTime(start))!.rainMm;
}

test('Totals: a month is missing with 11 missing days, or 5 in a row, and a year with a missing month (WMO)', (t) => {
  const ten = withoutDays(days('2024-02-01', 10, 2));
  t.is(rainOf(ten, 'month', '2024-02-01'), 45.6, '19 days of a leap February');
  t.is(rainOf(ten, 'year', '2024-01-01'), 854.4);
  const eleven = withoutDays(days('2024-01-01', 11, 2));
  t.true(Number.isNaN(rainOf(eleven, 'month', '2024-01-01')));
  t.true(Number.isNaN(rainOf(eleven, 'year', '2024-01-01')));
  t.true(Number.isNaN(rainOf(eleven, 'hydroyear', '2023-09-01')));
  t.is(rainOf(withoutDays(days('2024-03-10', 4)), 'month', '2024-03-01'), 64.8);
  t.true(Number.isNaN(rainOf(withoutDays(days('2024-03-10', 5)), 'month', '2024-03-01')));
  t.is(rainOf(withoutDays([...days('2024-03-29', 3), ...days('2024-04-01', 2)]), 'month', '2024-04-01'), 67.2);
});

test('TotalsBySteps: periods come once, in the order in which they end, and lie in what is asked for', (t) => {
  const series = rainSeries(
    [YEAR_S + DAY_S],
    [1],
    [{ startS: YEAR_S - DAY_S, endS: YEAR_S + 3 * DAY_S, intervalS: 60 }],
  );
  const step = {
    series,
    firstS: YEAR_S - DAY_S + 60,
    lastS: YEAR_S + 3 * DAY_S,
    settledS: YEAR_S + 3 * DAY_S,
    isEnd: true,
  };
  const period = { startS: YEAR_S, endS: YEAR_S + 2 * DAY_S };
  const told = [...new TotalsBySteps(['day', 'day06']).take({ ...step, period })];
  t.deepEqual(
    told.map(({ kind, startS, rainMm }) => [kind, formatDateTime(startS).slice(0, 13), rainMm]),
    [
      ['day', '2024-01-01 00', 1],
      ['day06', '2024-01-01 06', 1],
      ['day', '2024-01-02 00', 0],
    ],
  );
  t.is(
    [...new TotalsBySteps(PERIOD_KINDS).take({ ...step, period: EVER })].filter(({ kind }) => kind === 'hour').length,
    96,
  );
});

test('periodOf: midnight is of the day before, 06:00 of the climatological day that began a day ago', (t) => {
  t.is(periodOf('day', YEAR_S).startS, YEAR_S - DAY_S);
  t.is(periodOf('day06', YEAR_S + 21_600).startS, YEAR_S - DAY_S + 21_600);
  t.is(periodOf('hydroyear', YEAR_S).startS, parseDateTime('2023-09-01')!);
  t.is(periodOf('hydroyear', parseDateTime('2024-09-01')!).endS, parseDateTime('2024-09-01')!);
  t.is(nextPeriod(periodOf('month', parseDateTime('2024-02-10')!)).startS, parseDateTime('2024-03-01')!);
});
