import test from 'ava';
import fc from 'fast-check';
import { column, type YearBucket } from '../../../src/domain/reading.js';
import { formatDateTime } from '../../../src/domain/time.js';
import { readSeries } from '../../../src/formats/read-series.js';
import { csvField, SERIES_HEADER, writeSeries } from '../../../src/formats/series-csv.js';
import { PluvioError } from '../../../src/domain/errors.js';

interface Row {
  timeS: number;
  tips: number;
  wind: number;
  battery: number;
  rainMm: number;
}

function bucketOf(gauge: string, rows: readonly Row[]): YearBucket {
  const floats = (key: 'wind' | 'battery' | 'rainMm') =>
    column(
      Float64Array.from(rows, (row) => row[key]),
      rows.length,
    );
  return {
    gauge,
    year: 2024,
    count: rows.length,
    timeS: column(
      Uint32Array.from(rows, ({ timeS }) => timeS),
      rows.length,
    ),
    tips: column(
      Uint32Array.from(rows, ({ tips }) => tips),
      rows.length,
    ),
    wind: floats('wind'),
    battery: floats('battery'),
    rainMm: floats('rainMm'),
    tally: { received: rows.length, published: 0, kept: rows.length, duplicates: 0, conflicts: 0 },
    conflictPlaces: new Uint32Array(0),
    conflicts: () => [],
  };
}

function series(bucket: YearBucket): { raw: Buffer; treated: Buffer } {
  const raw: Buffer[] = [];
  const treated: Buffer[] = [];
  writeSeries(
    bucket,
    (bytes) => raw.push(Buffer.from(bytes)),
    (bytes) => treated.push(Buffer.from(bytes)),
  );
  return { raw: Buffer.concat(raw), treated: Buffer.concat(treated) };
}

/** The plain twin: a row as a string. */
function plainRow(gauge: string, { timeS, wind, battery }: Row, rain: number): string {
  const text = (value: number): string => (Number.isNaN(value) ? 'na' : String(value));
  return `${formatDateTime(timeS)},${timeS},${csvField(gauge)},${text(rain)},${text(wind)},${text(battery)}\n`;
}

const measure = fc.oneof(
  fc.constant(0),
  fc.constant(NaN),
  fc.integer({ min: 0, max: 99_999 }).map((n) => n / 1000),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
);
const row = fc.record({
  timeS: fc.integer({ min: 900_000_000, max: 4_294_967_295 }),
  tips: fc.oneof(fc.constant(0), fc.nat(300), fc.nat(4_294_967_295)),
  wind: measure,
  battery: measure,
  rainMm: fc.oneof(
    fc.constant(0),
    fc.integer({ min: -1000, max: 9_000_000 }).map((n) => n / 1e6),
  ),
});
const rows = fc
  .uniqueArray(row, { maxLength: 60, selector: ({ timeS }) => timeS })
  .map((list) => list.sort((a, b) => a.timeS - b.timeS));
const station = fc.constantFrom('Hydropolis', 'x', 'Rue "des" Brives, 2', 'Évêché', 'twelve bytes');

test('writeSeries writes the rows that plain strings would be', (t) => {
  fc.assert(
    fc.property(station, rows, (gauge, list) => {
      const { raw, treated } = series(bucketOf(gauge, list));
      t.is(raw.toString(), SERIES_HEADER + list.map((each) => plainRow(gauge, each, each.tips)).join(''));
      t.is(treated.toString(), SERIES_HEADER + list.map((each) => plainRow(gauge, each, each.rainMm)).join(''));
    }),
    { numRuns: 500 },
  );
});

test('writeSeries turns pages without a seam, wet or dry', (t) => {
  for (const every of [1, 7, 1e9]) {
    const list = Array.from({ length: 20_000 }, (_, i) => ({
      timeS: 1_704_067_200 + 60 * i,
      tips: i % every === 0 ? 1 : 0,
      wind: 0,
      battery: 12.226,
      rainMm: i % every === 0 ? 0.215252 : 0,
    }));
    const { raw, treated } = series(bucketOf('Hydropolis', list));
    t.true(
      raw.equals(Buffer.from(SERIES_HEADER + list.map((each) => plainRow('Hydropolis', each, each.tips)).join(''))),
    );
    t.true(
      treated.equals(
        Buffer.from(SERIES_HEADER + list.map((each) => plainRow('Hydropolis', each, each.rainMm)).join('')),
      ),
    );
  }
});

test('readSeries reads back what writeSeries wrote, from pieces of any size', (t) => {
  fc.assert(
    fc.property(station, rows, fc.integer({ min: 1, max: 200 }), (gauge, list, size) => {
      const { raw } = series(bucketOf(gauge, list));
      const pieces = (function* () {
        // As the output folder gives them: each in the same place as the one before.
        const buffer = Buffer.alloc(size);
        for (let at = 0; at < raw.length; at += size)
          yield buffer.subarray(0, buffer.write(raw.toString('latin1', at, at + size), 'latin1'));
      })();
      const read: Row[] = [];
      for (const { count, timeS, tips, wind, battery } of readSeries(pieces, 'x.csv')) {
        for (let i = 0; i < count; i++)
          read.push({ timeS: timeS[i]!, tips: tips[i]!, wind: wind[i]!, battery: battery[i]!, rainMm: 0 });
      }
      t.deepEqual(
        read,
        list.map((each) => ({ ...each, rainMm: 0 })),
      );
    }),
    { numRuns: 300 },
  );
});

test('readSeries says where a damaged series is damaged', (t) => {
  const good = `${SERIES_HEADER}2024-01-01 00:00:00,1704067200,H,0,0,12.2\n`;
  for (const [text, line, why] of [
    ['', 1, 'ends within a line'],
    ['Datetime,x\n', 1, 'header'],
    [`${good}2024-01-01 00:01:00,1704067260,H,0,0,12.`, 3, 'ends within a line'],
    [`${good}2024-01-01 00:01:00,17x4067260,H,0,0,12.2\n`, 3, 'not a number'],
    [`${good}2024-01-01 00:01:00,1704067260,H,,0,12.2\n`, 3, 'not a number'],
  ] as const) {
    const error = t.throws(() => [...readSeries([Buffer.from(text)], 'h.csv')], { instanceOf: PluvioError });
    t.is(error.code, 'DAMAGED');
    t.is(error.line, line);
    t.true(error.message.includes(why), error.message);
  }
});
