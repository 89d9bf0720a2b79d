import { createHash } from 'node:crypto';
import { countUntil, wetSeries, type ObservedRun, type RainSeries } from '../analyses/series/series.js';
import { gapAfter, spells, type DryGap } from '../analyses/series/spells.js';
import { monthRanges } from './totals-text.js';
import { DAY_S, daysFromCivil, yearRange, type TimeRange } from '../domain/time/time.js';

/** A gauge's rain as far as the tables of one year need it: from September before the year to a little after its end. */
export interface YearRain {
  readonly gauge: string;
  readonly year: number;
  readonly series: RainSeries;
  /** Stamp of the first reading in there, and until when it is known what fell; undefined where there is none. */
  readonly firstS: number | undefined;
  readonly throughS: number | undefined;
}

/** What the tables of a year are made from: a gauge's whole series, or its years around this one. */
export interface RainAround {
  readonly series: RainSeries;
  readonly firstS: number | undefined;
  /** Stamp of the last reading, also of later years that are not in the series. */
  readonly lastS: number | undefined;
}

/** The climatological day of 31 December ends so long after New Year. */
const HEAD_S = 6 * 3600;
/** The hydrological year that ends in a year, and whatever reaches back, begins in September before. */
const REACH_MONTH = 9;

/** From when to when the tables of a year look at rain, whatever fell. */
export function reachOf(year: number): TimeRange {
  return { startS: daysFromCivil(year - 1, REACH_MONTH, 1) * DAY_S, endS: yearRange(year).endS + HEAD_S };
}

/**
 * The part of a gauge's rain that the tables of a year need. It ends 6 hours after the year, or where an event that is not
 * over at New Year has ended and its dry gap has passed: what comes after changes nothing in them.
 */
export function yearRain(gauge: string, year: number, around: RainAround, gapS: DryGap): YearRain {
  const { startS, endS } = reachOf(year);
  const untilS = Math.max(endS, overS(around.series, yearRange(year).endS, gapS));
  const series = clipped(around.series, startS, untilS);
  const firstS = around.firstS === undefined ? undefined : firstStamp(series, startS);
  const throughS = around.lastS === undefined ? undefined : Math.min(around.lastS, untilS);
  return { gauge, year, series, firstS, throughS };
}

/** When the dry gap after the last event that began before `t` has passed; −∞ where there is none. */
function overS(series: RainSeries, t: number, gapS: DryGap): number {
  const month = 31 * DAY_S;
  const from = countUntil(series, t - month);
  let over = -Infinity;
  for (const { startS, endS } of spells(series, gapS, from)) {
    if (startS >= t) break;
    over = endS + gapAfter(gapS, endS);
  }
  return over;
}

function clipped({ timeS, rainMm, runs, ...series }: RainSeries, startS: number, endS: number): RainSeries {
  const from = countUntil({ timeS, rainMm, runs, ...series }, startS);
  const to = countUntil({ timeS, rainMm, runs, ...series }, endS);
  const within: ObservedRun[] = [];
  for (const run of runs) {
    const part = { ...run, startS: Math.max(run.startS, startS), endS: Math.min(run.endS, endS) };
    if (part.startS < part.endS) within.push(part);
  }
  return wetSeries(timeS.slice(from, to), rainMm.slice(from, to), within);
}

/** Stamp of the first reading after `startS`, as the first run tells it. */
function firstStamp({ runs, timeS, count }: RainSeries, startS: number): number | undefined {
  const [run] = runs;
  const observed = run && (run.startS > startS ? Math.min(run.startS + run.intervalS, run.endS) : startS + 1);
  const wet = count > 0 ? timeS[0] : undefined;
  return observed === undefined ? wet : Math.min(observed, wet ?? Infinity);
}

/** What the rain of a year is, in a word: where it is the same, so are the tables. */
export function rainDigest({ series, firstS, throughS }: YearRain): string {
  return digestOf(series, `${firstS}/${throughS}`);
}

/** Likewise of each month with the 6 hours after it. */
export function monthDigests({ year, series, firstS = Infinity, throughS = -Infinity }: YearRain): string[] {
  return monthRanges(year).map(({ startS, endS }) => {
    const [from, to] = [Math.max(firstS, startS), Math.min(throughS, endS + HEAD_S)];
    return digestOf(clipped(series, startS, endS + HEAD_S), `${from}/${to}`).slice(0, 16);
  });
}

function digestOf({ timeS, rainMm, count, runs }: RainSeries, more: string): string {
  const hash = createHash('sha256');
  const observed = runs.flatMap(({ startS, endS, intervalS }) => [startS, endS, intervalS]);
  for (const part of [timeS.slice(0, count), rainMm.slice(0, count), Float64Array.from(observed)])
    hash.update(new Uint8Array(part.buffer));
  return hash.update(more).digest('hex');
}

export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
