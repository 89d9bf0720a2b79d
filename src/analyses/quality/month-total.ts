import { medianOf, monthsIn, monthTotal, observedRain } from './steps/months.js';
import { NEAR, type Near } from './steps/neighbour-steps.js';
import { lacksNeighbours, qualityTest, type Flag, type Judged, type Level } from './judging/quality-test.js';

interface MonthSettings extends Near {
  /** Months with less at the neighbours say nothing. */
  readonly leastMm: number;
}

/**
 * A month's total far from the median of the neighbours': levels at 25, 50 and 100 % more (RainfallQC's check 20), or so many
 * times less.
 */
export const monthTotals = qualityTest<MonthSettings>({
  name: 'month-total',
  version: 1,
  finds: 'a month’s total far from the neighbours’',
  unit: 'times theirs',
  settings: { ...NEAR, leastMm: 15 },
  lacks: lacksNeighbours,
  *judge(judged, settings) {
    for (const { ratio, ...month } of monthRatios(judged, settings)) {
      const apart = Math.max(ratio, 1 / ratio);
      const level = apart > 2 ? 3 : apart > 1.5 ? 2 : apart > 1.25 ? 1 : undefined;
      if (Number.isNaN(ratio)) yield { ...month, ...UNJUDGED };
      if (level !== undefined) yield { ...month, level, value: ratio, limit: ratio > 1 ? 1.25 : 0.8 };
    }
  },
});

/** What wrong units, or another bucket, make of rain: inches for millimetres, tenths, tips of 0.1, 0.25 and 0.5 mm taken for 0.2. */
const FACTORS = [25.4, 10, 2.54, 2, 2.5, 1.25, 0.5];

/**
 * A month's total that is a telling number of times the neighbours': 25.4, 10, 2.54, 2, … or their inverses, within `within`.
 * One month alone may be chance: level 1; two and three on end with the same number are 2 and 3.
 */
export const unitFactor = qualityTest<MonthSettings & { readonly within: number }>({
  name: 'unit-factor',
  version: 1,
  finds: 'months that are 25.4, 10 or 2 times the neighbours’: units, or the depth of a tip',
  unit: 'times theirs',
  settings: { ...NEAR, leastMm: 15, within: 0.06 },
  lacks: lacksNeighbours,
  *judge(judged, settings) {
    let before: { readonly factor: number; readonly endS: number; readonly months: number } | undefined;
    for (const { ratio, ...month } of monthRatios(judged, settings)) {
      const factor = [...FACTORS, ...FACTORS.map((one) => 1 / one)].find(
        (one) => Math.abs(ratio / one - 1) <= settings.within,
      );
      if (factor === undefined) {
        before = undefined;
        if (Number.isNaN(ratio)) yield { ...month, ...UNJUDGED };
        continue;
      }
      const months = before?.factor === factor && before.endS === month.startS ? before.months + 1 : 1;
      before = { factor, endS: month.endS, months };
      yield { ...month, level: Math.min(3, months) as Level, value: ratio, limit: factor };
    }
  },
});

/** What is said of a month that cannot be judged. */
const UNJUDGED = { level: -1, value: NaN, limit: NaN } as const;

/** Months with what their rain is in times of the neighbours'; NaN where that cannot be told. */
function* monthRatios(
  judged: Judged,
  settings: MonthSettings,
): Generator<Pick<Flag, 'startS' | 'endS'> & { readonly ratio: number }> {
  if (lacksNeighbours(judged, settings)) return;
  const { record, neighbours, period } = judged;
  const own = observedRain(record.series);
  const near = neighbours.filter((one) => one.distanceM < settings.distanceM).map(({ series }) => observedRain(series));
  for (const part of monthsIn(period)) {
    const mm = monthTotal(own, part);
    const theirs = medianOf(
      near.map((one) => monthTotal(one, part)),
      settings.neighbours,
    );
    // A month without any rain is what other tests find.
    const isTelling = mm > 0 && theirs >= settings.leastMm;
    yield { startS: part.startS, endS: part.endS, ratio: isTelling ? mm / theirs : NaN };
  }
}
