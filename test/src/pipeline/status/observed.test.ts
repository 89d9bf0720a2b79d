import test from 'ava';
import { completenessOf } from '../../../../src/pipeline/status/observed.js';

const run = (firstS: number, lastS: number, intervalS: number | undefined, readings = 2) => ({
  firstS,
  lastS,
  intervalS,
  readings,
});

test('completenessOf counts (first - interval, last] within the range', (t) => {
  const runs = [run(60, 600, 60), run(1200, 1800, 60)];
  t.deepEqual(completenessOf(runs, { startS: 0, endS: 1800 }), {
    minutes: 30,
    observedMinutes: 21,
    completeness: 0.7,
    gaps: 1,
    longestGapMinutes: 9,
  });
});

test('completenessOf counts time that two runs observed once, and nothing for a reading alone', (t) => {
  const runs = [run(3600, 7200, 3600), run(7300, 7300, undefined, 1), run(7800, 11_400, 3600)];
  const { observedMinutes, gaps } = completenessOf(runs, { startS: 0, endS: 11_400 });
  t.is(observedMinutes, 190);
  t.is(gaps, 0);
});

test('completenessOf clips runs to the range, and passes over seconds of jitter', (t) => {
  const runs = [run(-6000, 600, 60), run(663, 5000, 60)];
  t.deepEqual(completenessOf(runs, { startS: 0, endS: 3600 }), {
    minutes: 60,
    observedMinutes: 60,
    completeness: 0.9992,
    gaps: 0,
    longestGapMinutes: 0,
  });
});

test('completenessOf of nothing is one gap', (t) => {
  t.deepEqual(completenessOf([], { startS: 0, endS: 86_400 }), {
    minutes: 1440,
    observedMinutes: 0,
    completeness: 0,
    gaps: 1,
    longestGapMinutes: 1440,
  });
});
