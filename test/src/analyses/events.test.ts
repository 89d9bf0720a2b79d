import test from 'ava';
import fc from 'fast-check';
import { ENERGY_FORMULAS } from '../../../src/analyses/erosivity.js';
import { gapSensitivity } from '../../../src/analyses/event-gaps.js';
import { DEFAULT_EVENTS, events, EventsBySteps, type RainEvent } from '../../../src/analyses/events.js';
import { RunFinder } from '../../../src/analyses/series/run-finder.js';
import { SeriesBuffer } from '../../../src/analyses/series/series-buffer.js';
import { rainSeries } from '../../../src/analyses/series/series.js';
import { plainCoverage, plainSum, records, type PlainReading } from './plain.js';

const ALL = { ...DEFAULT_EVENTS, minDepthMm: 0 };

/** Events in the plainest way: walk through wet readings, split where the dry time is long enough. */
function plainEvents(readings: readonly PlainReading[], gapS: number): { startS: number; endS: number; mm: number }[] {
  const found: { startS: number; endS: number; mm: number }[] = [];
  for (const { timeS, rainMm, fromS, intervalS } of readings) {
    if (!(rainMm > 0)) continue;
    const beginsS = Math.max(fromS, timeS - intervalS);
    const last = found.at(-1);
    if (last && beginsS - last.endS < gapS) {
      last.endS = timeS;
      last.mm += rainMm;
    } else found.push({ startS: beginsS, endS: timeS, mm: rainMm });
  }
  return found;
}

test('events: those of a plain walk, and every drop is in one of them', (t) => {
  fc.assert(
    fc.property(records, fc.constantFrom(1, 2, 6), (record, hours) => {
      // Apart from every step that the records have: stamps are 2 s off.
      const gapS = hours * 3600 + 31;
      const series = rainSeries(record.timeS, record.rainMm, record.runs);
      const found = [...events(series, { ...ALL, gapS: [gapS] })];
      const plain = plainEvents(record.readings, gapS);
      t.deepEqual(
        found.map(({ endS }) => endS),
        plain.map(({ endS }) => endS),
      );
      found.forEach(({ startS }, k) => t.true(Math.abs(startS - plain[k]!.startS) <= 4));
      found.forEach(({ depthMm, coverage, startS, endS, peaks, cut }, k) => {
        t.true(Math.abs(depthMm - plain[k]!.mm) < 1e-6);
        t.true(Math.abs(coverage - plainCoverage(record.readings, startS, endS)) < 1e-9);
        t.is(cut.includes('inside'), coverage < 1);
        t.is(cut.includes('before'), plainCoverage(record.readings, startS - gapS, startS) < 1);
        const wet = record.readings.filter(({ timeS }) => timeS > startS && timeS <= endS);
        for (const { windowS, intensity, endS: at } of peaks) {
          if (wet.some(({ rainMm, intervalS }) => rainMm > 0 && intervalS > windowS)) {
            t.true(Number.isNaN(intensity));
            continue;
          }
          const most = Math.max(...wet.map(({ timeS }) => plainSum(wet, timeS - windowS, timeS)));
          t.true(Math.abs((intensity * windowS) / 3600 - most) < 1e-6);
          t.true(Math.abs(plainSum(wet, at - windowS, at) - most) < 2e-6);
        }
      });
    }),
    { numRuns: 60 },
  );
});

test('EventsBySteps: events are the same, whatever readings come at a time', (t) => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 150 }), (record, piece) => {
      const told = (pieces: number): RainEvent[] => {
        const analysis = new EventsBySteps(ALL);
        const buffer = new SeriesBuffer(new RunFinder());
        const found: RainEvent[] = [];
        const take = (isEnd: boolean): void => {
          const { series, firstS, lastS, settledS } = buffer;
          const period = { startS: -Infinity, endS: Infinity };
          found.push(...analysis.take({ series, firstS, lastS, settledS, isEnd, period }));
        };
        record.readings.forEach(({ timeS, rainMm }, i) => {
          buffer.add(timeS, rainMm);
          if (i % pieces !== 0) return;
          take(false);
          buffer.dropBefore(analysis.neededFromS);
        });
        buffer.finish();
        take(true);
        return found;
      };
      t.deepEqual(told(piece), told(Infinity));
    }),
    { numRuns: 60 },
  );
});

/** Minutes from 2024-01-01 with this much rain at these minutes. */
function minutes(rain: Readonly<Record<number, number>>, count = 3000): ReturnType<typeof rainSeries> {
  const startS = 1_704_067_200;
  const times = Array.from({ length: count }, (_, i) => startS + 60 * (i + 1));
  return rainSeries(
    times,
    times.map((_, i) => rain[i + 1] ?? 0),
    [{ startS, endS: startS + 60 * count, intervalS: 60 }],
  );
}

test('events: dry time of exactly the gap separates, a minute less does not; the gap is that of the month', (t) => {
  const rain = minutes({ 600: 1, 961: 1 });
  t.is([...events(rain, ALL)].length, 2);
  t.is([...events(minutes({ 600: 1, 960: 1 }), ALL)].length, 1);
  t.is([...events(rain, { ...ALL, gapS: [7 * 3600, ...Array<number>(11).fill(3600)] })].length, 1);
  t.is([...events(rain, { ...ALL, gapS: [3600, ...Array<number>(11).fill(7 * 3600)] })].length, 2);
});

test('events: EI30 is energy of 5-minute intensities times I30', (t) => {
  const [event] = events(minutes({ 5: 2, 6: 1, 7: 1, 40: 0.6 }), { ...ALL, energy: 'mcgregor' });
  const unit = (i: number): number => 0.29 * (1 - 0.72 * Math.exp(-0.082 * i));
  t.is(event!.peaks.find(({ windowS }) => windowS === 1800)!.intensity, 8);
  t.true(Math.abs(event!.ei30 - 8 * (2 * unit(24) + 2 * unit(24) + 0.6 * unit(7.2))) < 1e-9);
  t.is(ENERGY_FORMULAS.wischmeier(100), 0.283);
  t.true(Math.abs(ENERGY_FORMULAS['brown-foster'](25) - 0.29 * (1 - 0.72 * Math.exp(-1.25))) < 1e-12);
});

test('events: six hours with less than 1.27 mm split an event, and are no part of it', (t) => {
  const rain: Record<number, number> = { 10: 5 };
  for (let minute = 100; minute <= 900; minute += 100) rain[minute] = 0.1;
  rain[901] = 7;
  const found = [...events(minutes(rain), { ...ALL, splitBelowMm: 1.27 })];
  t.deepEqual(
    found.map(({ depthMm }) => depthMm),
    [5, 7.1],
  );
  t.is([...events(minutes(rain), ALL)].length, 1);
});

test('gapSensitivity: the longer the gap, the fewer the events, and no rain is lost', (t) => {
  fc.assert(
    fc.property(records, (record) => {
      const effects = gapSensitivity(rainSeries(record.timeS, record.rainMm, record.runs), 0);
      const total = plainSum(record.readings, -Infinity, Infinity);
      effects.forEach(({ events: count, meanDepthMm }, k) => {
        t.true(k === 0 || count <= effects[k - 1]!.events);
        if (count > 0) t.true(Math.abs(count * meanDepthMm - total) < 1e-4);
      });
    }),
    { numRuns: 40 },
  );
});
