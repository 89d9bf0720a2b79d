import test from 'ava';
import fc from 'fast-check';
import { DEFAULT_EVENTS, events } from '../../../src/analyses/events.js';
import { rainSeries, type RainSeries } from '../../../src/analyses/series/series.js';
import { eventRow } from '../../../src/analyses/tables.js';
import { parseDateTime, yearRange } from '../../../src/domain/time/time.js';
import { totalsText, wholeTable } from '../../../src/products/totals-text.js';
import { csvRows } from '../../../src/products/table.js';
import { events as eventsTable } from '../../../src/products/events.js';
import { totals } from '../../../src/products/totals.js';
import { rainDigest, yearRain, type YearRain } from '../../../src/products/year-rain.js';
import { plainCoverage, plainSum, records, type PlainRecord } from '../analyses/plain.js';

const GAP_S = [6 * 3600];

function rainOf({ timeS, rainMm, runs }: PlainRecord, year: number): YearRain {
  const series = rainSeries(timeS, rainMm, runs);
  return yearRain('H', year, { series, firstS: timeS[0], lastS: timeS.at(-1) }, GAP_S);
}

const seconds = (text: unknown): number => parseDateTime(text as string)!;
const LEAST = { hour: 1, day: 0.95, day06: 0.95 } as const;

test('totals of both years around New Year: each period once, with the plain sum of its readings', (t) => {
  fc.assert(
    fc.property(records, (record) => {
      const seen = new Set<string>();
      for (const year of [2023, 2024])
        for (const [kind, start, end, rainMm, coverage] of wholeTable(totals.table(rainOf(record, year))).rows) {
          const [startS, endS] = [seconds(start), seconds(end)];
          t.false(seen.has(`${kind!}/${start!}`));
          seen.add(`${kind!}/${start!}`);
          if (kind === 'hydroyear') t.is(new Date((endS - 1) * 1000).getUTCFullYear(), year);
          else t.is(new Date(startS * 1000).getUTCFullYear(), year);
          const covered = plainCoverage(record.readings, startS, endS);
          t.true(Math.abs((coverage as number) - covered) < 1.01e-4);
          if (!(kind! in LEAST)) continue;
          const isGiven = covered >= LEAST[kind as keyof typeof LEAST] - 1e-9;
          t.is(Number.isNaN(rainMm), !isGiven);
          if (isGiven) t.true(Math.abs((rainMm as number) - plainSum(record.readings, startS, endS)) < 1e-6);
        }
      const { timeS } = record;
      for (let hourS = Math.ceil(timeS[0]! / 3600) * 3600; hourS < timeS.at(-1)!; hourS += 3600)
        t.true(seen.has(`hour/${new Date(hourS * 1000).toISOString().slice(0, 19).replace('T', ' ')}`));
    }),
    { numRuns: 40 },
  );
});

test('a year is made of its own rain and what is around it: the whole record gives the same tables', (t) => {
  fc.assert(
    fc.property(records, (record) => {
      for (const year of [2023, 2024, 2025]) {
        const { startS, endS } = yearRange(year);
        const whole = [...events(seriesOf(record), DEFAULT_EVENTS)].filter(
          (event) => event.startS >= startS && event.startS < endS,
        );
        const made = eventsTable.table(rainOf(record, year), { events: DEFAULT_EVENTS });
        t.deepEqual(made.rows, whole.map(eventRow));
      }
    }),
    { numRuns: 40 },
  );
});

function seriesOf({ timeS, rainMm, runs }: PlainRecord): RainSeries {
  return rainSeries(timeS, rainMm, runs);
}

test('totalsText: what is taken from the text before and made anew is what is made from nothing', (t) => {
  const change = fc.record({
    record: records,
    drop: fc.double({ min: 0, max: 1, noNaN: true }),
    more: fc.double({ min: 0.2, max: 3, noNaN: true }),
  });
  fc.assert(
    fc.property(change, ({ record, drop, more }) => {
      const cut = Math.ceil(record.timeS.length * drop);
      const before = {
        ...record,
        timeS: record.timeS.slice(0, cut),
        rainMm: record.rainMm.slice(0, cut),
        runs: cutRuns(record, cut),
      };
      // A late reading in the middle of what was known.
      const rainMm = record.rainMm.map((mm, i) => (i === cut >> 1 ? more : mm));
      for (const year of [2023, 2024]) {
        const old = totals.table(rainOf(before, year));
        const fresh = totals.table(rainOf({ ...record, rainMm }, year));
        const text = totalsText(fresh, { text: totalsText(old), months: old.months });
        t.is(text, csvRows([fresh.header, ...wholeTable(fresh).rows]));
      }
    }),
    { numRuns: 60 },
  );
});

function cutRuns({ runs, timeS }: PlainRecord, cut: number): PlainRecord['runs'] {
  const untilS = timeS[cut - 1] ?? -Infinity;
  return runs.filter(({ startS }) => startS < untilS).map((run) => ({ ...run, endS: Math.min(run.endS, untilS) }));
}

test('rainDigest: the same for rain that differs far behind the year, another where a reading in reach does', (t) => {
  const minutes = (from: string, to: string): number[] => {
    const [startS, endS] = [seconds(from), seconds(to)];
    return Array.from({ length: (endS - startS) / 60 }, (_, i) => startS + 60 * (i + 1));
  };
  const timeS = minutes('2023-12-30', '2024-01-10');
  const digest = (wetS: number, mm: number): string => {
    const rainMm = timeS.map((time) => (time === wetS ? mm : 0));
    const runs = [{ startS: timeS[0]! - 60, endS: timeS.at(-1)!, intervalS: 60 }];
    return rainDigest(rainOf({ timeS, rainMm, runs, readings: [] }, 2023));
  };
  const far = seconds('2024-01-05 12:00:00');
  const near = seconds('2024-01-01 00:00:00');
  t.is(digest(far, 1), digest(far, 2));
  t.not(digest(near, 1), digest(near, 2));
});
