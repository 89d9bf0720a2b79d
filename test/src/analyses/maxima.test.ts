import test from 'ava';
import fc from 'fast-check';
import { maxima } from '../../../src/analyses/maxima.js';
import { rainSeries } from '../../../src/analyses/series/series.js';
import { WINDOWS_S } from '../../../src/analyses/series/windows.js';
import { plainCoverage, plainSum, records } from './plain.js';

test('maxima: the greatest plain sum over windows that end with a wet reading of the period', (t) => {
  fc.assert(
    fc.property(records, fc.double({ min: 0, max: 0.6, noNaN: true }), (record, where) => {
      const startS = record.timeS[Math.floor(where * (record.timeS.length - 1))]! - 30;
      const endS = record.timeS.at(-1)!;
      const found = maxima(rainSeries(record.timeS, record.rainMm, record.runs), { startS, endS }, WINDOWS_S);
      for (const { windowS, rainMm, endS: at, coverage } of found) {
        const fine = record.readings.filter(({ intervalS }) => intervalS <= windowS);
        const sums = fine
          .filter(({ timeS, rainMm: mm }) => timeS > startS && mm > 0)
          .map(({ timeS }) => plainSum(fine, timeS - windowS, timeS));
        const most = Math.max(0, ...sums);
        t.true(Math.abs(coverage - plainCoverage(record.readings, startS, endS, windowS)) < 1e-9);
        if (coverage === 0 && most === 0) t.true(Number.isNaN(rainMm));
        else t.true(Math.abs(rainMm - most) < 1e-6);
        if (most > 0) t.true(Math.abs(plainSum(fine, at! - windowS, at!) - most) < 1e-6);
        else t.is(at, undefined);
      }
    }),
    { numRuns: 60 },
  );
});

test('maxima: a window reaches back over New Year', (t) => {
  const newYearS = 1_704_067_200;
  const times = [newYearS - 60, newYearS, newYearS + 60];
  const series = rainSeries(times, [3, 2, 1], [{ startS: newYearS - 600, endS: newYearS + 600, intervalS: 60 }]);
  const [five] = maxima(series, { startS: newYearS, endS: newYearS + 600 }, [300]);
  t.is(five!.rainMm, 6);
  t.is(five!.endS, newYearS + 60);
});
