import type { Series } from '../core/api.js';

/** Rain by steps of the clock, with what was not observed. */
export interface Bins {
  readonly stepS: number;
  /** End of each step, Unix seconds. */
  readonly timeS: readonly number[];
  readonly rainMm: readonly number[];
  /** Observed part of each step, 0 to 1. */
  readonly coverage: readonly number[];
  /** Rain since the beginning at the end of each step; null where it was not observed. */
  readonly sumMm: readonly (number | null)[];
  readonly totalMm: number;
  /** Observed part of the whole period. */
  readonly observed: number;
  readonly gaps: readonly (readonly [number, number])[];
}

const STEPS_S = [60, 300, 900, 3600, 21_600, 86_400, 604_800];
/** Bars that a plot has room for. */
const MOST_BINS = 720;
/** Shorter stretches without a reading are the jitter of a clock. */
const JITTER_S = 5;

/** The shortest step of which a period has no more than there is room for. */
export function stepFor(spanS: number): number {
  return STEPS_S.find((stepS) => spanS / stepS <= MOST_BINS) ?? STEPS_S.at(-1)!;
}

/** Rain of each step that reaches into `(fromS, toS]`; a step ends at a multiple of its length. */
export function binned({ time, rain_mm, observed }: Series, fromS: number, toS: number): Bins {
  const stepS = stepFor(toS - fromS);
  const firstS = Math.floor(fromS / stepS) * stepS;
  const count = Math.max(1, Math.ceil((toS - firstS) / stepS));
  const rainMm = new Array<number>(count).fill(0);
  let totalMm = 0;
  for (let i = 0; i < time.length; i++) {
    const t = time[i]!;
    if (t <= fromS || t > toS) continue;
    rainMm[Math.ceil((t - firstS) / stepS) - 1]! += rain_mm[i]!;
    totalMm += rain_mm[i]!;
  }
  const gaps = gapsOf(observed, fromS, toS);
  const missingS = new Array<number>(count).fill(0);
  let lostS = 0;
  for (const [startS, endS] of gaps) {
    lostS += endS - startS;
    const last = Math.min(count - 1, Math.ceil((endS - firstS) / stepS) - 1);
    for (let k = Math.floor((startS - firstS) / stepS); k <= last; k++)
      missingS[k]! += Math.min(endS, firstS + (k + 1) * stepS) - Math.max(startS, firstS + k * stepS);
  }
  let sum = 0;
  const sumMm = rainMm.map((mm, k) => {
    sum += mm;
    return missingS[k]! > stepS / 2 && mm === 0 ? null : sum;
  });
  return {
    stepS,
    timeS: rainMm.map((_, k) => firstS + (k + 1) * stepS),
    rainMm,
    coverage: missingS.map((s) => 1 - s / stepS),
    sumMm,
    totalMm,
    observed: 1 - lostS / (toS - fromS),
    gaps,
  };
}

/** Stretches of `(fromS, toS]` that nothing observed. */
export function gapsOf(observed: Series['observed'], fromS: number, toS: number): [number, number][] {
  const gaps: [number, number][] = [];
  let untilS = fromS;
  for (const [startS, endS] of observed) {
    if (Math.min(startS, toS) - untilS > JITTER_S) gaps.push([untilS, Math.min(startS, toS)]);
    untilS = Math.max(untilS, endS);
    if (untilS >= toS) break;
  }
  if (toS - untilS > JITTER_S) gaps.push([untilS, toS]);
  return gaps;
}

/** The strongest rain of windows of a length, and when such a window ends. */
export function strongest({ time, rain_mm }: Series, windowS: number): { readonly mm: number; readonly endS: number } {
  let [mm, endS, sum] = [0, 0, 0];
  for (let i = 0, first = 0; i < time.length; i++) {
    sum += rain_mm[i]!;
    while (time[first]! <= time[i]! - windowS) sum -= rain_mm[first++]!;
    if (sum > mm + 1e-9) [mm, endS] = [sum, time[i]!];
  }
  return { mm, endS };
}
