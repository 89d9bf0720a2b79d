import { exclusions, type Exclusion } from './exclusion.js';
import { QUALITY_TESTS } from '../index.js';
import { neighboursOf } from './neighbours.js';
import type { Flag, GaugeRecord, Judged, QualityTest, Settings } from './quality-test.js';
import { gapsIn, stretchesOf, type Stretch } from './stretches.js';
import type { StepRains } from '../steps/step-rain.js';
import type { TimeRange } from '../../../domain/time/time.js';

/** What one test said of a gauge. */
export interface TestFlags {
  readonly test: QualityTest;
  readonly flags: readonly Flag[];
}

/** What all tests said of a gauge, and what leaving it out would take. */
export interface GaugeQuality {
  readonly gauge: string;
  /** Other gauges with a place, where it has one itself. */
  readonly neighbours: number;
  /** Tests that said something, in their order. */
  readonly tests: readonly TestFlags[];
  readonly exclusions: readonly Exclusion[];
}

/** What is asked for: a period, tests by name (all, where there are none), and settings by test. */
export interface QualityQuestion {
  readonly period: TimeRange;
  readonly names: readonly string[];
  readonly settings: ReadonlyMap<string, Settings>;
}

/** Judges a gauge by every test; `all` are the gauges that may be its neighbours, `steps` what they measured in the period. */
export function gaugeQuality(
  record: GaugeRecord,
  all: readonly GaugeRecord[],
  steps: StepRains,
  { period, names, settings }: QualityQuestion,
): GaugeQuality {
  const neighbours = neighboursOf(record, all);
  const judged = { record, period, neighbours, steps };
  const tests = QUALITY_TESTS.filter(({ name }) => names.length === 0 || names.includes(name))
    .map((test) => ({ test, flags: [...test.judge(judged, settings.get(test.name))] }))
    .filter(({ flags }) => flags.length > 0);
  const flags = tests.flatMap((one) => one.flags);
  return { gauge: record.gauge, neighbours: neighbours.length, tests, exclusions: exclusions(record.series, flags) };
}

/** What one test says of every moment of a period. */
export interface TestStretches {
  readonly test: QualityTest;
  readonly stretches: readonly Stretch[];
}

/** What every test says of a gauge at every moment of a period: see `stretchesOf`. */
export function gaugeStretches(judged: Judged, settings: QualityQuestion['settings']): TestStretches[] {
  const { period, record } = judged;
  const gaps = gapsIn(record.series.runs, period);
  return QUALITY_TESTS.map((test) => {
    const own = settings.get(test.name);
    const flags = [...test.judge(judged, own)];
    const isMute = flags.length === 0 && test.lacks(judged, own);
    return { test, stretches: [...stretchesOf(flags, isMute ? [period] : gaps, period)] };
  });
}
