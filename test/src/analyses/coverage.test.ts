import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { steadyRuns } from '../../../fixtures/reference/tables/coverage.js';
import { coverageOf, type CoverageRun } from '../../../src/analyses/coverage.js';
import { observedMinutes } from '../../../src/formats/observed.js';
import { lossySeries, START_S, YEAR, type LossySeries } from './series-with-losses.js';

/** Asserts a law; what breaks it is told in few lines, because series are long. */
function holds<T>(t: ExecutionContext, law: fc.IProperty<T>, numRuns: number): void {
  const { failed, seed, counterexample, errorInstance } = fc.check(law, { numRuns });
  const what = [`seed ${seed}`, String(errorInstance), JSON.stringify(counterexample)];
  t.false(failed, what.map((line) => line.slice(0, 600)).join('\n'));
}

function runsOf(stamps: readonly number[], givenS?: number): readonly CoverageRun[] {
  return coverageOf(Uint32Array.from(stamps), stamps.length, givenS).runs;
}

/** Each run as [first, last, interval, readings], seconds from the beginning of the year. */
function rows(stamps: readonly number[], givenS?: number): (number | undefined)[][] {
  const shifted = stamps.map((stamp) => START_S + stamp);
  return runsOf(shifted, givenS).map(({ firstS, lastS, intervalS, readings }) => [
    firstS - START_S,
    lastS - START_S,
    intervalS,
    readings,
  ]);
}

function every(intervalS: number, count: number, fromS = 0): number[] {
  return Array.from({ length: count }, (_, i) => fromS + i * intervalS);
}

type Range = [start: number, end: number];

/** The half-open ranges of rows that runs observed. */
function observedRanges(runs: readonly CoverageRun[]): Range[] {
  return observedMinutes(runs, YEAR).map(({ start, end }) => [start, end]);
}

/** The half-open ranges of rows of readings: for each, those of its interval of whole minutes. */
function rangesOfReadings(stamps: readonly number[], intervalS: number): Range[] {
  const ranges: Range[] = [];
  for (const stamp of stamps) {
    const end = Math.floor((stamp - START_S) / 60) + 1;
    const start = end - intervalS / 60;
    if (ranges.at(-1)?.[1] === start) ranges.at(-1)![1] = end;
    else ranges.push([start, end]);
  }
  return ranges;
}

const MINUTES = fc.constantFrom(60, 120, 300, 600, 900, 3600);

/** Neither a minute that was lost is covered nor one that came is not. */
function assertCovered({ intervalS, kept }: LossySeries, givenS?: number): void {
  assert.deepEqual(observedRanges(runsOf(kept, givenS)), rangesOfReadings(kept, intervalS));
}

const FORMS = {
  'stamps to the second': { intervalS: MINUTES, phaseS: fc.nat(57), jitterS: 0 },
  // Beyond these phases jitter takes stamps into another minute: what is covered then, the law in seconds says.
  '2 s of jitter': { intervalS: MINUTES, phaseS: fc.integer({ min: 2, max: 55 }), jitterS: 2 },
};

for (const [what, form] of Object.entries(FORMS)) {
  test(`coverageOf covers the minutes of the readings that came and no other, ${what}`, (t) => {
    const law = fc.property(lossySeries(form), (series) => assertCovered(series, series.intervalS));
    holds(t, law, 300);
  });

  test(`coverageOf finds the interval itself where most readings came, ${what}`, (t) => {
    const law = fc.property(lossySeries({ ...form, complete: 401 }), (series) => assertCovered(series));
    holds(t, law, 300);
  });
}

test('coverageOf covers no second of a lost reading beyond jitter, whatever the interval and the phase', (t) => {
  const form = { intervalS: fc.integer({ min: 10, max: 86_400 }), phaseS: fc.nat(59), jitterS: 2 };
  const law = fc.property(lossySeries(form), ({ intervalS, kept, lost }) => {
    for (const { firstS, lastS, intervalS: steadyS } of runsOf(kept, intervalS))
      for (const lostS of lost) {
        const overlapS = Math.min(lostS, lastS) - Math.max(lostS - intervalS, firstS - steadyS!);
        if (overlapS > 4) throw new Error(`${overlapS} s of the reading lost at ${lostS} are covered`);
      }
  });
  holds(t, law, 300);
});

test('coverageOf needs no interval for a short series: it covers no lost reading where the interval came more often than any other step', (t) => {
  const short = fc.record({
    intervalS: MINUTES,
    places: fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -2, max: 2 })), { minLength: 3, maxLength: 60 }),
    jitter: fc.constantFrom(0, 1),
  });
  const law = fc.property(short, ({ intervalS, places, jitter }) => {
    const stamps = places.map(([, offset], i) => START_S + 86_400 + i * intervalS + jitter * offset);
    const kept = stamps.filter((_, i) => places[i]![0]);
    const lost = stamps.filter((_, i) => !places[i]![0]);
    const steps = kept.slice(1).map((stamp, i) => Math.round((stamp - kept[i]!) / intervalS));
    const times = (multiple: number): number => steps.filter((step) => step === multiple).length;
    fc.pre(times(1) >= 2 && steps.every((step) => step === 1 || times(step) < times(1)));
    const { usualS, runs } = coverageOf(Uint32Array.from(kept), kept.length);
    // The mean of a few steps is as far beside the interval as their jitter takes it.
    const besideS = Math.abs(usualS! - intervalS);
    assert.ok(besideS <= 4 * jitter);
    for (const { firstS, lastS, intervalS: steadyS } of runs)
      for (const lostS of lost) {
        const overlapS = Math.min(lostS, lastS) - Math.max(lostS - intervalS, firstS - (steadyS ?? 0));
        if (overlapS > 4 * jitter + besideS)
          throw new Error(`${overlapS} s of the reading lost at ${lostS} are covered`);
      }
  });
  holds(t, law, 500);
});

test('coverageOf makes one run of a complete series, of any interval, with 2 s of jitter', (t) => {
  const series = fc.record({
    intervalS: fc.integer({ min: 5, max: 86_400 }),
    phaseS: fc.nat(59),
    offsets: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 3, maxLength: 300 }),
    isGiven: fc.boolean(),
  });
  const law = fc.property(series, ({ intervalS, phaseS, offsets, isGiven }) => {
    const all = offsets.map((offset, i) => START_S + 172_800 + phaseS + i * intervalS + offset);
    const runs = runsOf(all, isGiven ? intervalS : undefined);
    const [run] = runs;
    const [firstS, lastS] = [all[0]!, all.at(-1)!];
    assert.deepEqual(runs, [{ firstS, lastS, intervalS: run!.intervalS, readings: all.length }]);
    assert.ok(Math.abs(run!.intervalS! - intervalS) <= 6);
    // What is claimed lies within (first - interval, last], and all minutes that begin and end there are.
    const ranges = observedRanges(runs);
    const fromS = firstS - run!.intervalS! - START_S;
    const [start, end] = [Math.floor((fromS + 2) / 60) + 1, Math.floor((lastS - START_S) / 60)];
    assert.ok(ranges.length <= 1);
    const [[claimed, until]] = [ranges[0] ?? [start, start]];
    assert.ok((claimed + 1) * 60 > fromS && until <= end + 1, 'too much');
    assert.ok(start >= end || (claimed <= start && until >= end), 'too little');
  });
  holds(t, law, 200);
});

test('coverageOf gives the runs of the plain reference, whatever comes', (t) => {
  const stretch = fc.record({
    intervalS: fc.oneof(fc.constantFrom(1, 10, 20, 60, 90, 300, 780, 3600), fc.integer({ min: 1, max: 9000 })),
    count: fc.integer({ min: 1, max: 30 }),
    times: fc.constantFrom(1, 1, 1, 2, 3, 12, 13, 60),
    pauseS: fc.constantFrom(0, 0, 17, 3600, 100_000),
    offsets: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 0, maxLength: 30 }),
  });
  const given = fc.constantFrom(undefined, undefined, 10, 60, 3600);
  const law = fc.property(fc.array(stretch, { maxLength: 6 }), given, (stretches, givenS) => {
    let timeS = START_S;
    const stamps = new Set<number>();
    for (const { intervalS, count, times, pauseS, offsets } of stretches) {
      for (let i = 0; i < count; i++) stamps.add((timeS += intervalS * times) + (offsets[i] ?? 0));
      timeS += pauseS;
    }
    const sorted = [...stamps].sort((a, b) => a - b);
    const expected = steadyRuns(sorted, givenS).map(({ startS, endS, ...rest }) => ({
      firstS: startS,
      lastS: endS,
      ...rest,
    }));
    assert.deepEqual(runsOf(sorted, givenS), expected);
  });
  holds(t, law, 500);
});

test('coverageOf takes every second reading of a minute logger for losses, however long it lasts', (t) => {
  const stamps = [...every(60, 3000), ...every(120, 2000, 180_060)];
  t.deepEqual(rows(stamps).slice(0, 3), [
    [0, 179_940, 60, 3000],
    [180_060, 180_060, 60, 1],
    [180_180, 180_180, 60, 1],
  ]);
});

test('coverageOf takes hours of a minute logger for its interval from 12 steps on', (t) => {
  const minutes = every(60, 60);
  const back = (fromS: number): number[] => every(60, 60, fromS + 60);
  const hours = (count: number): number[] => every(3600, count, 3540 + 3600);
  const of = (count: number): number[] => [...minutes, ...hours(count), ...back(3540 + count * 3600)];
  t.deepEqual(rows(of(12)), [
    [0, 3540, 60, 60],
    [7140, 3540 + 12 * 3600, 3600, 12],
    [3600 + 12 * 3600, 3540 + 12 * 3600 + 3600, 60, 60],
  ]);
  t.is(rows(of(11)).filter(([, , intervalS]) => intervalS !== 60).length, 0);
});

test('coverageOf believes no long interval that loggers are not set to, and none shorter than 12 usual ones', (t) => {
  for (const intervalS of [300, 660, 780, 4200])
    t.true(
      rows([...every(60, 500), ...every(intervalS, 100, 29_940 + intervalS)]).every(([, , steadyS]) => steadyS === 60),
    );
  for (const intervalS of [720, 900, 1800, 7200])
    t.deepEqual(rows([...every(60, 500), ...every(intervalS, 100, 29_940 + intervalS)])[1]!.slice(2), [intervalS, 100]);
});

test('coverageOf covers both where the table gives the longer of two intervals', (t) => {
  const stamps = [...every(60, 500), ...every(300, 100, 29_940 + 300)];
  t.deepEqual(rows(stamps, 300), [
    [0, 29_940, 60, 500],
    [30_240, 30_240 + 99 * 300, 300, 100],
  ]);
});

test('coverageOf takes for losses what a more frequent interval than the usual one explains', (t) => {
  const minutes = [...every(60, 300), ...every(120, 50, 18_060)];
  const intervals = new Set(rows([...minutes, ...every(3600, 400, 100_000)]).map(([, , intervalS]) => intervalS));
  t.deepEqual(intervals, new Set([60, undefined, 3600]));
});

test('coverageOf believes no interval from two readings, nor from steps that all differ', (t) => {
  t.deepEqual(rows([0, 60]), [
    [0, 0, undefined, 1],
    [60, 60, undefined, 1],
  ]);
  t.is(coverageOf(Uint32Array.of(0, 60, 180), 3).usualS, undefined);
  t.deepEqual(rows([0, 60], 60), [[0, 60, 60, 2]]);
  t.deepEqual(coverageOf(new Uint32Array(5), 0), { usualS: undefined, runs: [] });
});

test('coverageOf finds the interval of which losses left mostly multiples', (t) => {
  t.is(coverageOf(Uint32Array.of(0, 120, 240, 360, 420, 540, 660, 780, 840), 9).usualS, 60);
  t.is(coverageOf(Uint32Array.of(0, 60, 180, 240, 360), 5).usualS, 60);
});

test('coverageOf lets an extra reading and a clock put right cost nothing', (t) => {
  const extra = [...every(60, 20), 1170, ...every(60, 20, 1200)];
  t.deepEqual(observedRanges(runsOf(extra.map((stamp) => START_S + 60 + stamp))), [[1, 41]]);
  const putRight = [...every(60, 20), ...every(60, 20, 1170)];
  t.deepEqual(observedRanges(runsOf(putRight.map((stamp) => START_S + 60 + stamp))), [[1, 40]]);
});

test('coverageOf does not take a reading that came too soon for one of the usual interval', (t) => {
  const burst = [...every(3600, 30), 104_400 + 60, 104_400 + 180];
  t.deepEqual(rows(burst).slice(1), [
    [104_460, 104_460, undefined, 1],
    [104_580, 104_580, undefined, 1],
  ]);
});

test('coverageOf: two of three steps are whole minutes, and the third is not near them: still one run', (t) => {
  t.deepEqual(rows([86_397, 172_797, 259_190, 345_590]), [[86_397, 345_590, 86_396, 4]]);
});
