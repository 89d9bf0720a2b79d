import test from 'ava';
import fc from 'fast-check';
import { faultyZero, faultyZeroSteps } from '../../../../src/analyses/quality/faulty-zero.js';
import { highInflux, highInfluxSteps } from '../../../../src/analyses/quality/high-influx.js';
import { monthTotals, unitFactor } from '../../../../src/analyses/quality/month-total.js';
import { outlier } from '../../../../src/analyses/quality/outlier.js';
import type { Flag, GaugeRecord, QualityTest } from '../../../../src/analyses/quality/judging/quality-test.js';
import { columnOf, medians, tallyOf } from '../../../../src/analyses/quality/steps/step-rain.js';
import { lottery } from '../plain.js';
import { judgedOf, madeRecord, START_S, type Reading } from './records.js';

const NAN = Number.NaN;

/** Median of the values that are known. */
function plainMedian(values: readonly number[]): number {
  const known = values.filter((mm) => !Number.isNaN(mm)).sort((a, b) => a - b);
  const half = Math.floor(known.length / 2);
  if (known.length === 0) return NAN;
  return known.length % 2 ? known[half]! : Math.round(((known[half - 1]! + known[half]!) / 2) * 1e6) / 1e6;
}

const cell = fc.oneof(
  fc.constantFrom(0, 0, 0, NAN),
  fc.integer({ min: 1, max: 200_000 }).map((n) => n / 1e4),
);
const column = (length: number) => fc.array(cell, { minLength: length, maxLength: length });
const network = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 6 }))
  .chain(([length, gauges]) =>
    fc.tuple(column(length), fc.array(column(length), { minLength: gauges, maxLength: gauges })),
  );

test('tallyOf, medians: the median of what is known, and how many know it', (t) => {
  fc.assert(
    fc.property(network, ([own, others]) => {
      const columns = others.map((one) => columnOf(Float64Array.from(one)));
      const tally = tallyOf(columns, own.length);
      const [{ known }, medianMm] = [tally, medians(columns, tally)];
      own.forEach((_, i) => {
        const values = others.map((one) => one[i]!);
        t.is(medianMm[i], plainMedian(values));
        t.is(known[i], values.filter((mm) => !Number.isNaN(mm)).length);
      });
    }),
    { numRuns: 100 },
  );
});

test('faulty-zero and high-influx: step by step what the published definitions say, whatever the network measured', (t) => {
  const steps = 6;
  const asked = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(network, asked, ([own, others], neighbours) => {
      const medians = own.map((_, i) => plainMedian(others.map((one) => one[i]!)));
      const known = own.map((_, i) => others.filter((one) => !Number.isNaN(one[i]!)).length);
      const columns = { rainMm: Float64Array.from(own), medianMm: Float64Array.from(medians), known };
      const isUnmeasured = (j: number): boolean =>
        [-3, -2, -1, 0, 1, 2].every((k) => own[j + k] === undefined || Number.isNaN(own[j + k]!));
      const zeros: number[] = [];
      const raw: number[] = [];
      own.forEach((mm, j) => {
        const last = Array.from({ length: steps + 1 }, (_, k) => j - k);
        let flag: number;
        if (j < steps) flag = -1;
        else if (mm > 0) flag = 0;
        else if (raw[j - 1] === 1) flag = 1;
        else flag = last.every((k) => !(own[k]! > 0) && medians[k]! > 0) ? 1 : 0;
        raw.push(flag);
        zeros.push(known[j]! < neighbours || isUnmeasured(j) ? -1 : flag);
      });
      t.deepEqual([...faultyZeroSteps(columns, { steps, neighbours })], zeros);
      const influx = own.map((mm, j) => {
        if (known[j]! < neighbours || isUnmeasured(j)) return -1;
        const median = medians[j]!;
        return (median < 0.4 && mm > 10) || (median >= 0.4 && mm > (median * 10) / 0.4) ? 1 : 0;
      });
      t.deepEqual([...highInfluxSteps(columns, { steps, neighbours, dryMm: 0.4, mostMm: 10 })], influx);
    }),
    { numRuns: 400 },
  );
});

/** 5-minute readings of a network of gauges a kilometre apart, in which it rains everywhere at the same time, nearly. */
function city(days: number, gauges: number, change: (tips: number, gauge: number, i: number) => number): GaugeRecord[] {
  const draw = lottery(7);
  const rain = Array.from({ length: days * 288 }, (_, i) =>
    Math.floor(i / 36) % 8 === 0 ? 1 + Math.floor(draw() * 8) : 0,
  );
  return Array.from({ length: gauges }, (_, k) => {
    const readings = rain.map((tips, i): Reading => {
      const own = tips > 0 ? Math.max(0, tips + Math.floor(draw() * 3) - 1) : 0;
      return [300 * (i + 1), change(own, k, i)];
    });
    return madeRecord(readings, { gauge: `G${k}`, intervalS: 300, lon: 3.87 + k * 0.01, lat: 43.61 });
  });
}

function flagsOf(check: QualityTest, all: readonly GaugeRecord[], k = 0, settings = {}): Flag[] {
  return [...check.judge(judgedOf(all[k]!, all), settings)];
}

const days = (timeS: number): number => (timeS - START_S) / 86_400;

test('faulty-zero and high-influx: a network from its first step on, step by step what the definitions say', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 }), fc.integer({ min: 3, max: 6 }), (seed, gauges) => {
      const draw = lottery(seed);
      const tips = Array.from({ length: gauges }, () =>
        Array.from({ length: 288 }, (_, i) => (Math.floor(i / 24) % 2 && draw() < 0.9 ? Math.floor(draw() * 70) : 0)),
      );
      tips[0]!.fill(0, 60, 200);
      const all = tips.map((own, k) =>
        madeRecord(
          own.map((n, i): Reading => [300 * (i + 1), n]),
          { gauge: `G${k}`, intervalS: 300, lon: 3.87 + k * 0.01, lat: 43.61 },
        ),
      );
      const mm = tips.map((own) => own.map((n) => Math.round(n * 0.2 * 1e6) / 1e6));
      const medians = mm[0]!.map((_, i) => plainMedian(mm.slice(1).map((one) => one[i]!)));
      const settings = { neighbours: 2 };
      const zeros: number[] = [];
      for (let j = 0; j < 288; j++) {
        const last = Array.from({ length: 7 }, (_, k) => j - k);
        if (j < 6) zeros.push(-1);
        else if (mm[0]![j]! > 0) zeros.push(0);
        else if (zeros[j - 1] === 1) zeros.push(1);
        else zeros.push(last.every((k) => mm[0]![k] === 0 && medians[k]! > 0) ? 1 : 0);
      }
      const influx = mm[0]!.map((own, j) => {
        const median = medians[j]!;
        return (median < 0.4 && own > 10) || (median >= 0.4 && own > (median * 10) / 0.4) ? 1 : 0;
      });
      for (const [check, wanted] of [
        [faultyZero, zeros],
        [highInflux, influx],
      ] as const) {
        const steps = new Int8Array(288);
        for (const { startS, endS, level } of flagsOf(check, all, 0, settings))
          steps.fill(level > 0 ? 1 : level, (startS - START_S) / 300, (endS - START_S) / 300);
        t.deepEqual([...steps], wanted, check.name);
      }
    }),
    { numRuns: 60 },
  );
});

test('faulty-zero: a blocked gauge is found from the rain on until it tips again, its neighbours are not', (t) => {
  const all = city(20, 5, (tips, gauge, i) => (gauge === 0 && i >= 5 * 288 && i < 12 * 288 ? 0 : tips));
  const [flag, ...others] = flagsOf(faultyZero, all).filter(({ level }) => level > 0);
  t.is(others.length, 0);
  t.true(days(flag!.startS) >= 5 && days(flag!.startS) < 6.1 && Math.abs(days(flag!.endS) - 12) < 1.1);
  for (let k = 1; k < 5; k++)
    t.deepEqual(
      flagsOf(faultyZero, all, k).filter(({ level }) => level > 0),
      [],
    );
});

test('tests against neighbours: too few of them, or too far away, is −1 or nothing, never a fault', (t) => {
  const all = city(20, 3, (tips, gauge) => (gauge === 0 ? 0 : tips));
  t.true(flagsOf(faultyZero, all).every(({ level }) => level === -1));
  t.true(flagsOf(faultyZero, all, 0, { neighbours: 2 }).some(({ level }) => level > 0));
  for (const check of [faultyZero, highInflux, monthTotals, unitFactor, outlier])
    t.deepEqual(flagsOf(check, all, 0, { distanceM: 100 }), [], check.name);
});

test('high-influx: a sprinkler beside one gauge', (t) => {
  const all = city(20, 5, (tips, gauge, i) => (gauge === 2 && i === 1000 ? 60 : tips));
  const flags = flagsOf(highInflux, all, 2).filter(({ level }) => level > 0);
  t.deepEqual(
    flags.map(({ endS, value }) => [(endS - START_S) / 300, value]),
    [[1001, 12]],
  );
});

test('month-total and unit-factor: tips taken for another depth, from month to month worse', (t) => {
  const all = city(93, 5, (tips, gauge) => (gauge === 1 ? 2 * tips : tips));
  t.deepEqual(
    flagsOf(unitFactor, all, 1).map(({ level, limit }) => [level, limit]),
    [
      [1, 2],
      [2, 2],
      [3, 2],
      [-1, NAN],
    ],
    'a day of June is no month',
  );
  t.deepEqual(
    flagsOf(monthTotals, all, 1).map(({ level }) => level > 0),
    [true, true, true, false],
  );
  t.deepEqual(
    flagsOf(monthTotals, all, 3).map(({ startS, level }) => [days(startS), level]),
    [[92, -1]],
  );
});

test('outlier: a gauge whose rain is somebody else’s; in a dry month nobody can say', (t) => {
  const all = city(60, 5, (tips, gauge, i) => (gauge === 4 ? (Math.floor(i / 36) % 8 === 4 ? 3 : 0) : tips));
  const flags = flagsOf(outlier, all, 4);
  t.true(flags.some(({ level, value }) => level === 3 && value < 0.05));
  t.true(flagsOf(outlier, all, 1).every(({ level }) => level === -1));
  const dry = city(60, 5, (tips, _, i) => (i > 10 * 288 ? 0 : tips));
  t.true(flagsOf(outlier, dry, 1).every(({ level }) => level === -1));
});
