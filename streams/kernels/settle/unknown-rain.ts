import { StepCounts } from '../../../src/analyses/series/usual-interval.js';
import { forgetUnknown, type RainRows } from '../../../src/calibration/calibrator.js';
import { validAt, type RainHistory } from '../../../src/domain/history/rain-history.js';

/**
 * Makes the rain of a year's readings NaN, in order, one per stamp, where a history says that it is not known. The year's first
 * reading counts its usual interval: what came before it is another year's.
 */
export function forgetUnknownRain(
  columns: Pick<RainRows, 'timeS' | 'rainMm'>,
  count: number,
  history: Pick<RainHistory, 'unknown' | 'intervals'>,
): void {
  if (count === 0) return;
  const { timeS } = columns;
  const usualS = (): number | undefined =>
    validAt(history.intervals, timeS[0]!).intervalS ?? new StepCounts(timeS, count).usual();
  forgetUnknown(columns, count, history, usualS);
}
