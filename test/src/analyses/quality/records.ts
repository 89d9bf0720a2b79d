import { rainSeries, type ObservedRun } from '../../../../src/analyses/series/series.js';
import { OddSteps } from '../../../../src/analyses/quality/judging/odd-steps.js';
import type { GaugeRecord, Judged } from '../../../../src/analyses/quality/judging/quality-test.js';
import { StepRains } from '../../../../src/analyses/quality/steps/step-rain.js';
import { neighboursOf } from '../../../../src/analyses/quality/judging/neighbours.js';

/** 2024-03-01 00:00:00 UTC. */
export const START_S = 1_709_251_200;
const TIP_MM = 0.2;

/** A reading: seconds since `START_S`, tips, volts. */
export type Reading = readonly [afterS: number, tips: number, volts?: number];

export interface MadeRecord {
  readonly gauge?: string;
  readonly intervalS?: number;
  readonly runs?: readonly ObservedRun[];
  readonly lon?: number;
  readonly lat?: number;
}

/** A gauge's record of readings on end, or of the runs that are given. */
export function madeRecord(
  readings: readonly Reading[],
  { gauge = 'G', intervalS = 60, runs, lon, lat }: MadeRecord = {},
): GaugeRecord {
  const timeS = readings.map(([afterS]) => START_S + afterS);
  const observed = runs ?? [{ startS: timeS[0]! - intervalS, endS: timeS.at(-1)!, intervalS }];
  const odd = new OddSteps(observed);
  odd.addAll(timeS, 0, timeS.length);
  const wet = readings.filter(([, tips]) => tips > 0);
  return {
    gauge,
    lon,
    lat,
    series: rainSeries(
      timeS,
      readings.map(([, tips]) => tips * TIP_MM),
      observed,
    ),
    counts: {
      timeS: Float64Array.from(wet, ([afterS]) => START_S + afterS),
      tips: Float64Array.from(wet, ([, tips]) => tips),
      battery: Float64Array.from(wet, ([, , volts = 12.6]) => volts),
    },
    oddSteps: odd.found(),
  };
}

/** Minutes from `START_S` on: tips by minute, 0 where none are given. */
export function minutes(count: number, tips: Readonly<Record<number, number>>): Reading[] {
  return Array.from({ length: count }, (_, i): Reading => [60 * (i + 1), tips[i + 1] ?? 0]);
}

/** All of a record, judged beside others. */
export function judgedOf(record: GaugeRecord, all: readonly GaugeRecord[] = [record]): Judged {
  const { runs } = record.series;
  const period = { startS: runs[0]!.startS, endS: runs.at(-1)!.endS };
  return { record, period, neighbours: neighboursOf(record, all), steps: new StepRains(period) };
}
