import test from 'ava';
import { accumulation } from '../../../../src/analyses/quality/accumulation.js';
import { battery } from '../../../../src/analyses/quality/battery.js';
import { clockStep } from '../../../../src/analyses/quality/clock-step.js';
import { clogged } from '../../../../src/analyses/quality/clogged.js';
import { drySpell } from '../../../../src/analyses/quality/dry-spell.js';
import { drip, streak } from '../../../../src/analyses/quality/equal-counts.js';
import type {
  Flag,
  GaugeRecord,
  QualityTest,
  Settings,
} from '../../../../src/analyses/quality/judging/quality-test.js';
import { hourLimit, minuteLimit, quarterLimit } from '../../../../src/analyses/quality/rain-limits.js';
import { tipRate } from '../../../../src/analyses/quality/tip-rate.js';
import { judgedOf, madeRecord, minutes, START_S, type Reading } from './records.js';

const DAY_MINUTES = 1440;

/** Flags with times in minutes since the start. */
function flagsOf(check: QualityTest, record: GaugeRecord, settings?: Settings) {
  return [...check.judge(judgedOf(record), settings)].map(({ startS, endS, level, value }: Flag) => [
    (startS - START_S) / 60,
    (endS - START_S) / 60,
    level,
    value,
  ]);
}

test('rain limits: March believes 4 mm in a minute, 20 in a quarter, 40 in an hour, and grades what is beyond', (t) => {
  const at = (tips: Readonly<Record<number, number>>): GaugeRecord => madeRecord(minutes(DAY_MINUTES, tips));
  t.deepEqual(flagsOf(minuteLimit, at({ 100: 20 })), []);
  t.deepEqual(flagsOf(minuteLimit, at({ 100: 21 })), [[99, 100, 1, 4.2]]);
  t.deepEqual(flagsOf(minuteLimit, at({ 100: 31 })), [[99, 100, 3, 6.2]]);
  const hard = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [200 + i, 7]));
  t.deepEqual(flagsOf(quarterLimit, at(hard)), [[199, 214, 1, 21]]);
  t.deepEqual(flagsOf(hourLimit, at(hard)), []);
  t.is(flagsOf(hourLimit, at(hard), { factor: 0.5 }).length, 1);
});

test('rain limits: a reading of an hour is held to its mean, not taken for one of a minute', (t) => {
  const hours = Array.from({ length: 48 }, (_, i): Reading => [3600 * (i + 1), i === 20 ? 100 : 0]);
  const record = madeRecord(hours, { intervalS: 3600 });
  t.deepEqual(flagsOf(minuteLimit, record), []);
  t.deepEqual(flagsOf(hourLimit, record), []);
  t.is(
    flagsOf(
      hourLimit,
      madeRecord(
        hours.map(([s, n]): Reading => [s, 3 * n]),
        { intervalS: 3600 },
      ),
    )[0]![3],
    60,
  );
});

test('tip-rate: what a bucket does not do', (t) => {
  const record = madeRecord(minutes(500, { 100: 30, 200: 31, 300: 41, 400: 61 }));
  t.deepEqual(
    flagsOf(tipRate, record).map(([, end, level]) => [end, level]),
    [
      [200, 1],
      [300, 2],
      [400, 3],
    ],
  );
});

test('drip and streak: equal counts on end; one tip a minute for an hour is neither', (t) => {
  const equal = (from: number, count: number, tips: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [from + i, tips]));
  const record = madeRecord(
    minutes(2000, { ...equal(100, 60, 1), ...equal(500, 300, 1), ...equal(1200, 11, 3), ...equal(1400, 12, 3) }),
  );
  t.deepEqual(flagsOf(drip, record), [[499, 799, 2, 5]]);
  t.deepEqual(flagsOf(streak, record), [[1399, 1411, 1, 12]]);
});

test('clogged: distances that grow and grow, not the tail of a shower, nor steady drizzle', (t) => {
  const drain: Record<number, number> = {};
  let at = 100;
  for (const step of [1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 13, 17]) drain[(at += step)] = 1;
  t.deepEqual(flagsOf(clogged, madeRecord(minutes(1000, drain))), [[101, 176, 1, 13]]);
  const drizzle = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [100 + 5 * i, 1]));
  t.deepEqual(flagsOf(clogged, madeRecord(minutes(1000, drizzle))), []);
  const shower = { 100: 5, 101: 4, 102: 4, 103: 2, 104: 2, 105: 1, 106: 1, 107: 1, 109: 1, 112: 1 };
  t.deepEqual(flagsOf(clogged, madeRecord(minutes(1000, shower))), []);
});

test('accumulation: one reading behind a gap, or alone in a day, with more than twice a wet day’s rain', (t) => {
  const alone = madeRecord(minutes(4000, { 2000: 100 }));
  t.deepEqual(flagsOf(accumulation, alone), [[1999, 2000, 1, 20]]);
  t.deepEqual(flagsOf(accumulation, madeRecord(minutes(4000, { 2000: 100, 2010: 5 }))), []);
  const behind = minutes(2000, { 1201: 100, 1300: 1 }).filter(([s]) => s <= 600 * 60 || s > 1200 * 60);
  const runs = [
    { startS: START_S, endS: START_S + 600 * 60, intervalS: 60 },
    { startS: START_S + 1200 * 60, endS: START_S + 2000 * 60, intervalS: 60 },
  ];
  t.deepEqual(flagsOf(accumulation, madeRecord(behind, { runs })), [[1200, 1201, 2, 20]]);
});

test('battery: low volts count while it rains alone', (t) => {
  const readings = minutes(500, { 100: 1, 101: 1, 300: 1 }).map(([s, n]): Reading => [s, n, s < 12_000 ? 11.5 : 12.4]);
  t.deepEqual(flagsOf(battery, madeRecord(readings)), [[99, 101, 2, 11.5]]);
  const silent = minutes(500, { 100: 1 }).map(([s, n]): Reading => [s, n, NaN]);
  t.deepEqual(flagsOf(battery, madeRecord(silent)), []);
});

test('clock-step: stamps that go on beside their grid, not one that is late, nor a gap, nor jitter', (t) => {
  const on = (shift: (i: number) => number): GaugeRecord =>
    madeRecord(
      Array.from({ length: 600 }, (_, i): Reading => [60 * (i + 1) + shift(i), 0]),
      {
        runs: [{ startS: START_S, endS: START_S + 100_000, intervalS: 60 }],
      },
    );
  t.deepEqual(
    flagsOf(
      clockStep,
      on((i) => (i >= 300 ? 25 : 0)),
    ),
    [[300, 301 + 25 / 60, 1, 25]],
  );
  t.deepEqual(
    flagsOf(
      clockStep,
      on((i) => (i === 300 ? 25 : 0)),
    ),
    [],
  );
  t.deepEqual(
    flagsOf(
      clockStep,
      on((i) => (i >= 300 ? 7200 : 0)),
    ),
    [],
  );
  t.deepEqual(
    flagsOf(
      clockStep,
      on((i) => i % 3),
    ),
    [],
  );
});

test('clock-step: stamps of tips lie on no grid', (t) => {
  const tips = Array.from({ length: 300 }, (_, i): Reading => [100 * i + ((i * 7919) % 89), 1]);
  t.deepEqual(
    flagsOf(clockStep, madeRecord(tips, { runs: [{ startS: START_S - 60, endS: START_S + 40_000, intervalS: 60 }] })),
    [],
  );
});

test('dry-spell: longer than 90 days, or than half as much again as ever where the record is long', (t) => {
  const hours = (days: number, wet: readonly number[]): GaugeRecord =>
    madeRecord(
      Array.from({ length: days * 24 }, (_, i): Reading => [3600 * (i + 1), wet.includes(Math.floor(i / 24)) ? 1 : 0]),
      { intervalS: 3600 },
    );
  t.deepEqual(flagsOf(drySpell, hours(200, [0, 80, 150])), []);
  t.is(flagsOf(drySpell, hours(200, [0, 100, 150])).length, 1);
  const years = Array.from({ length: 1100 }, (_, i) => i).filter((i) => i % 20 === 0 && (i < 600 || i > 640));
  const [flag] = flagsOf(drySpell, hours(1100, years));
  t.is(flag![2], 3);
  t.deepEqual(flagsOf(drySpell, hours(1100, years.concat(600, 620, 640))), []);
});
