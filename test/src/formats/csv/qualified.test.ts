import test from 'ava';
import fc from 'fast-check';
import { qualifiedSeries } from '../../../../src/formats/csv/qualified.js';
import { SERIES_HEADER } from '../../../../src/formats/csv/series-csv.js';
import { formatDateTime } from '../../../../src/domain/time/time.js';

const START_S = 1_709_251_200;
const rain = fc.constantFrom('0', '0.2', '0.215252', 'na', '12.4');
const station = fc.constantFrom('A', '"Rue, 5"', '"a ""b"""');

test('qualifiedSeries: na in the times that are given, each other byte as it was, wherever pieces are cut', (t) => {
  fc.assert(
    fc.property(
      station,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), rain), { maxLength: 80 }),
      fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 1, max: 2000 })), { maxLength: 5 }),
      fc.array(fc.nat(5000), { maxLength: 6 }),
      (name, readings, spans, cuts) => {
        let [timeS, saidS] = [START_S, START_S - 500];
        const times = spans.map(([after, length]) => {
          const startS = saidS + after;
          saidS = startS + length;
          return { startS, endS: saidS };
        });
        const rows = readings.map(([after, mm]) => [(timeS += after), mm] as const);
        const row = (s: number, mm: string): string => `${formatDateTime(s)},${s},${name},${mm},0,12.29\n`;
        const isOut = (s: number): boolean => times.some(({ startS, endS }) => s > startS && s <= endS);
        const bytes = Buffer.from(SERIES_HEADER + rows.map(([s, mm]) => row(s, mm)).join(''));
        const ends = [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const pieces = ends.map((end, k) => bytes.subarray(k === 0 ? 0 : ends[k - 1], end));
        const made = Array.from(qualifiedSeries(pieces, times, 'x.csv'), (part) => Buffer.from(part));
        const wanted = SERIES_HEADER + rows.map(([s, mm]) => row(s, isOut(s) ? 'na' : mm)).join('');
        t.is(Buffer.concat(made).toString(), wanted);
      },
    ),
    { numRuns: 300 },
  );
});

test('qualifiedSeries: a series that ends within a row, or has none, is damaged', (t) => {
  const times = [{ startS: 0, endS: 1 }];
  for (const text of [`${SERIES_HEADER}2024-03-01 00:01:00,170`, `${SERIES_HEADER}what is this that has no stamp\n`])
    t.throws(() => [...qualifiedSeries([Buffer.from(text)], times, 'x.csv')], { code: 'DAMAGED', message: /x\.csv/ });
});
