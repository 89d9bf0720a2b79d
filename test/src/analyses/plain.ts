import fc from 'fast-check';
import type { ObservedRun } from '../../../src/analyses/series/series.js';

/**
 * Rain computed plainly, reading by reading, to compare with: nothing in here is shared with what it checks. Each reading
 * says since when it counts.
 */
export interface PlainReading {
  readonly timeS: number;
  readonly rainMm: number;
  readonly fromS: number;
  readonly intervalS: number;
}

export function plainSum(readings: readonly PlainReading[], startS: number, endS: number): number {
  let sum = 0;
  for (const { timeS, rainMm } of readings) if (timeS > startS && timeS <= endS && rainMm > 0) sum += rainMm;
  return sum;
}

/** The part of a stretch that readings of at most an interval counted. */
export function plainCoverage(
  readings: readonly PlainReading[],
  startS: number,
  endS: number,
  mostIntervalS = Infinity,
): number {
  let seconds = 0;
  for (const { timeS, rainMm, fromS, intervalS } of readings)
    if (intervalS <= mostIntervalS && !Number.isNaN(rainMm))
      seconds += Math.max(0, Math.min(endS, timeS) - Math.max(startS, fromS));
  return seconds / (endS - startS);
}

/** Greatest sum of windows that lie in a stretch, tried at every second that a reading makes possible. */
export function plainGreatest(
  readings: readonly PlainReading[],
  startS: number,
  endS: number,
  windowS: number,
): number {
  let most = 0;
  const ends = [startS + windowS, ...readings.map(({ timeS }) => timeS)].filter(
    (t) => t >= startS + windowS && t <= endS,
  );
  for (const end of ends) most = Math.max(most, plainSum(readings, end - windowS, end));
  return most;
}

interface Stretch {
  readonly intervalS: number;
  readonly readings: number;
  readonly gapS: number;
}

/** A record: readings, and the runs in which they came. */
export interface PlainRecord {
  readonly readings: readonly PlainReading[];
  readonly timeS: readonly number[];
  readonly rainMm: readonly number[];
  readonly runs: readonly ObservedRun[];
}

/** 2023-12-30, 2024-02-27, 2024-08-30, all 21:17 UTC: New Year, a leap day, a hydrological year's end. */
const BEGINNINGS_S = [1_703_971_020, 1_709_068_620, 1_725_052_620];

/** Records of stretches at a minute, five minutes or an hour, with gaps, stamps off by 2 s, and unknown readings. */
export const records: fc.Arbitrary<PlainRecord> = fc
  .record({
    beginS: fc.constantFrom(...BEGINNINGS_S),
    stretches: fc.array(
      fc.record({
        intervalS: fc.constantFrom(60, 60, 60, 300, 3600),
        readings: fc.integer({ min: 1, max: 120 }),
        gapS: fc.constantFrom(60, 120, 3600, 30_000, 100_000),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    wetness: fc.constantFrom(0.01, 0.2, 0.9),
    unknown: fc.constantFrom(0, 0, 0.02),
  })
  .map(({ beginS, stretches, seed, wetness, unknown }) => recordOf(beginS, stretches, lottery(seed), wetness, unknown));

function recordOf(
  beginS: number,
  stretches: readonly Stretch[],
  draw: () => number,
  wetness: number,
  unknown: number,
): PlainRecord {
  const readings: PlainReading[] = [];
  const runs: ObservedRun[] = [];
  let endS = beginS;
  for (const { intervalS, readings: count, gapS } of stretches) {
    const startS = endS + gapS;
    let fromS = startS;
    for (let i = 1; i <= count; i++) {
      const timeS = startS + i * intervalS + Math.floor(draw() * 5) - 2;
      const rain = draw() < wetness ? Math.ceil(draw() * 3e6) / 1e6 : 0;
      readings.push({ timeS, rainMm: draw() < unknown ? NaN : rain, fromS, intervalS });
      fromS = timeS;
    }
    runs.push({ startS, endS: fromS, intervalS });
    endS = fromS;
  }
  return { readings, runs, timeS: readings.map(({ timeS }) => timeS), rainMm: readings.map(({ rainMm }) => rainMm) };
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function lottery(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
