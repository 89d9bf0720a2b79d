import type { TimeRange } from '../../../domain/time/time.js';
import type { RainSeries } from '../../series/series.js';
import type { StepRains } from '../steps/step-rain.js';

/** −1: it cannot be judged; 1 to 3: doubtful, suspect, wrong. What has no flag passed. */
export type Level = -1 | 1 | 2 | 3;

/** What a test says of a stretch of time. */
export interface Flag {
  /** Half-open `(startS, endS]`, Unix seconds. */
  readonly startS: number;
  readonly endS: number;
  readonly level: Level;
  /** What was found, and what it was held to, in the test's own unit; NaN where there is none. */
  readonly value: number;
  readonly limit: number;
}

/** Wet readings as they were received, in time order; all columns have one length. */
export interface WetCounts {
  readonly timeS: Float64Array;
  readonly tips: Float64Array;
  /** Volts; NaN where a reading does not tell them. */
  readonly battery: Float64Array;
}

/** A step between two readings that is no whole number of intervals. */
export interface OddStep {
  readonly fromS: number;
  readonly toS: number;
  /** How far it is beside the nearest whole number of intervals, seconds, with its sign. */
  readonly offS: number;
}

/** All that is known of a gauge. */
export interface GaugeRecord {
  readonly gauge: string;
  /** Degrees. */
  readonly lon: number | undefined;
  readonly lat: number | undefined;
  /** Rain in mm of the whole record: what a period is held to may lie before it. */
  readonly series: RainSeries;
  /** Of the period alone; undefined where amounts are no tips. */
  readonly counts: WetCounts | undefined;
  readonly oddSteps: readonly OddStep[];
}

/** A gauge near by. */
export interface Neighbour extends GaugeRecord {
  readonly distanceM: number;
}

/** What a test is given. */
export interface Judged {
  readonly record: GaugeRecord;
  /** What is judged, `(startS, endS]`. */
  readonly period: TimeRange;
  /** Gauges with a place, the nearest first; none where the gauge itself has no place. */
  readonly neighbours: readonly Neighbour[];
  /** Rain by steps of 5 minutes, of this gauge and its neighbours. */
  readonly steps: StepRains;
}

/** Numbers that a test goes by, each with its default. */
export type Settings = Readonly<Record<string, number>>;

/** A quality test: a pure function over a gauge's record. It changes nothing; what it says are flags, in time order. */
export interface QualityTest {
  readonly name: string;
  /** Grows by one where the same input may give other flags. */
  readonly version: number;
  /** What it looks for, for help and documentation. */
  readonly finds: string;
  readonly unit: string;
  readonly settings: Settings;
  /** What is not given of the settings is the default. */
  readonly judge: (judged: Judged, settings?: Settings) => Iterable<Flag>;
  /** Whether there is nothing that it could judge by, at any time of the period. */
  readonly lacks: (judged: Judged, settings?: Settings) => boolean;
}

/** A test with settings of its own; by default it finds something to judge in any record. */
export function qualityTest<Of extends Settings>(
  test: Omit<QualityTest, 'settings' | 'judge' | 'lacks'> & {
    readonly settings: Of;
    readonly judge: (judged: Judged, settings: Of) => Iterable<Flag>;
    readonly lacks?: (judged: Judged, settings: Of) => boolean;
  },
): QualityTest {
  const all = (settings: Settings | undefined): Of => ({ ...test.settings, ...settings });
  return {
    ...test,
    judge: (judged, settings) => test.judge(judged, all(settings)),
    lacks: (judged, settings) => test.lacks?.(judged, all(settings)) ?? false,
  };
}

/** Of a test that looks at tips: there are none where amounts count something else. */
export function lacksTips({ record: { counts } }: Judged): boolean {
  return counts === undefined;
}

/** Of a test that looks at neighbours: fewer are near enough than it asks for. */
export function lacksNeighbours(
  { neighbours }: Judged,
  { distanceM, neighbours: fewest }: { readonly distanceM: number; readonly neighbours: number },
): boolean {
  return neighbours.filter((one) => one.distanceM < distanceM).length < Math.max(1, fewest);
}

/** The level of a value that is so many times its limit; undefined where it is within. */
export function levelOf(ratio: number, steps: readonly [number, number, number] = [1, 4 / 3, 1.5]): Level | undefined {
  if (ratio > steps[2]) return 3;
  if (ratio > steps[1]) return 2;
  return ratio > steps[0] ? 1 : undefined;
}
