import type { StampRun } from '../manifest.js';

/** Ascending stamps as runs of evenly spaced ones: files come at a steady beat. */
export function toRuns(stampsS: readonly number[]): StampRun[] {
  const runs: StampRun[] = [];
  for (let at = 0; at < stampsS.length;) {
    const firstS = stampsS[at]!;
    const stepS = (stampsS[at + 1] ?? firstS) - firstS;
    let end = at + 1;
    while (end < stampsS.length && stampsS[end]! - stampsS[end - 1]! === stepS) end++;
    runs.push([firstS, stepS, end - at]);
    at = end;
  }
  return runs;
}

/** The stamps of runs. */
export function* stampsOf(runs: readonly StampRun[]): Generator<number, void, undefined> {
  for (const [firstS, stepS, count] of runs) for (let i = 0; i < count; i++) yield firstS + i * stepS;
}

/** Whether one of the runs has a stamp. */
export function hasStamp(runs: readonly StampRun[], stampS: number): boolean {
  return runs.some(([firstS, stepS, count]) => {
    const steps = stepS === 0 ? 0 : (stampS - firstS) / stepS;
    return firstS + steps * stepS === stampS && Number.isInteger(steps) && steps >= 0 && steps < count;
  });
}
