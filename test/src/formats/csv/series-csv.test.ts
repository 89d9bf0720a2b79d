import test from 'ava';
import fc from 'fast-check';
import { column, type YearBucket } from '../../../../src/domain/readings/reading.js';
import { formatDateTime, yearRange } from '../../../../src/domain/time/time.js';
import { readSeries, readSeriesWith } from '../../../../src/formats/csv/read-series.js';
import { openRowKernel } from '../../../../src/formats/csv/row-kernel.js';
import { csvField, SERIES_HEADER, SeriesBuffers, writeSeries } from '../../../../src/formats/csv/series-csv.js';
import { openSeriesKernel, type SeriesKernel } from '../../../../src/formats/csv/series-kernel.js';
import { PluvioError } from '../../../../src/domain/errors.js';

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
    tally: { received: rows.length, published: 0, kept: rows.length, duplicates: 0, conflicts: 0, withdrawn: 0 },
    conflictPlaces: new Uint32Array(0),
    conflicts: () => [],
    provisional: [],
    replaced: false,
  };
}

const kernel = openRowKernel();
/** Rows written by WebAssembly, and by its twin. */
const ROOMS = { quick: new SeriesBuffers(kernel), plain: new SeriesBuffers() };

test('there is a kernel for rows here', (t) => t.truthy(kernel));

function series(
  bucket: YearBucket,
  room = ROOMS.quick,
  fill: 'na' | 'none' = 'none',
): { raw: Buffer; treated: Buffer } {
  const raw: Buffer[] = [];
  const treated: Buffer[] = [];
  writeSeries(
    bucket,
    (bytes) => raw.push(Buffer.from(bytes)),
    (bytes) => treated.push(Buffer.from(bytes)),
    fill === 'na' ? yearRange(bucket.year) : undefined,
    room,
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
const station = fc.constantFrom(
  'Hydropolis',
  'x',
  'Rue "des" Brives, 2',
  'Évêché',
  'twelve bytes',
  'long '.repeat(500),
);
const room = fc.constantFrom<keyof typeof ROOMS>('quick', 'plain');

test('writeSeries writes the rows that plain strings would be', (t) => {
  fc.assert(
    fc.property(station, rows, room, (gauge, list, name) => {
      const { raw, treated } = series(bucketOf(gauge, list), ROOMS[name]);
      t.is(raw.toString(), SERIES_HEADER + list.map((each) => plainRow(gauge, each, each.tips)).join(''));
      t.is(treated.toString(), SERIES_HEADER + list.map((each) => plainRow(gauge, each, each.rainMm)).join(''));
    }),
    { numRuns: 1000 },
  );
});

for (const [name, place] of Object.entries(ROOMS)) {
  test(`writeSeries turns pages without a seam, wet or dry: ${name}`, (t) => {
    for (const every of [1, 7, 1e9]) {
      const list = Array.from({ length: 20_000 }, (_, i) => ({
        timeS: 1_704_067_200 + 60 * i,
        tips: i % every === 0 ? 1 : 0,
        wind: 0,
        battery: 12.226,
        rainMm: i % every === 0 ? 0.215252 : 0,
      }));
      const text = (rain: 'tips' | 'rainMm'): Buffer =>
        Buffer.from(SERIES_HEADER + list.map((each) => plainRow('Hydropolis', each, each[rain])).join(''));
      const { raw, treated } = series(bucketOf('Hydropolis', list), place);
      t.true(raw.equals(text('tips')));
      t.true(treated.equals(text('rainMm')));
    }
  });

  test(`writeSeries knows every day and every second: ${name}`, (t) => {
    // A day and a second later each: 50 years, and every second of a day.
    const list = Array.from({ length: 86_400 }, (_, i) => ({
      timeS: 1_000_000_000 + (i % 18_000) * 86_401 + Math.floor(i / 18_000) * 18_000,
      tips: 0,
      wind: 0,
      battery: i / 1000,
      rainMm: 0,
    }));
    const { raw } = series(bucketOf('x', list), place);
    t.true(raw.equals(Buffer.from(SERIES_HEADER + list.map((each) => plainRow('x', each, 0)).join(''))));
  });
}

test('writeSeries fills a year alike, whatever writes the rows', (t) => {
  const list = Array.from({ length: 30_000 }, (_, i) => ({
    timeS: 1_704_067_200 + 60 * (i + Math.floor(i / 7)) + (i % 13 === 0 ? 1 : 0),
    tips: i % 5,
    wind: i % 17 === 0 ? NaN : 0,
    battery: 12 + (i % 997) / 1000,
    rainMm: ((i % 5) * 215_252) / 1e6,
  }));
  const [quick, plain] = [ROOMS.quick, ROOMS.plain].map((place) => series(bucketOf('x', list), place, 'na'));
  t.true(quick!.raw.equals(plain!.raw));
  t.true(quick!.treated.equals(plain!.treated));
  t.true(plain!.raw.length > 527_040 * 40);
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

const seriesKernel = openSeriesKernel();

test('there is a kernel for reading rows here', (t) => t.truthy(seriesKernel));

/** The readings of a series, and what is said of the first row that is none. */
function readWith(reader: SeriesKernel | undefined, bytes: Buffer, size: number): unknown[] {
  const found: unknown[] = [];
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  try {
    for (const { count, timeS, tips, wind, battery } of readSeriesWith(reader, pieces, 'x.csv'))
      for (let i = 0; i < count; i++) found.push([timeS[i], tips[i], wind[i], battery[i]]);
  } catch (error) {
    if (!(error instanceof PluvioError)) throw error;
    found.push(error.message);
  }
  return found;
}

const hostileNumber = fc.oneof(
  fc.constantFrom(
    '0',
    '00',
    '',
    '.',
    '1.',
    '.5',
    '1..2',
    '-1',
    '+1',
    '1e3',
    ' 1',
    'na',
    '0x1',
    '12.290',
    '/',
    ':',
    '1:2',
  ),
  fc.constantFrom('999999999999999', '9999999999999999', '0.000000000000001', '4294967295', '4294967296'),
  fc.nat(99_999).map((n) => String(n / 1000)),
);
const hostileStation = fc.constantFrom(
  'H',
  'Hydropolis',
  'Hydropoli',
  'Hydropolis2',
  '"a,b"',
  '"a""b"',
  'é',
  '',
  'H'.repeat(1100),
);
const hostileRow = fc
  .tuple(
    fc.constantFrom('2024-01-01 00:00:00,', 'anything of 20 byte,', 'short,'),
    fc.oneof(
      fc.integer({ min: 1_000_000_000, max: 4_294_967_295 }).map(String),
      hostileNumber,
      fc.constant('17040672:0'),
    ),
    hostileStation,
    fc.oneof(fc.constant('0,0'), fc.tuple(hostileNumber, hostileNumber).map(String)),
    hostileNumber,
    fc.constantFrom('\n', '\n', '\n', '\r\n', ',\n', ''),
  )
  .map(([date, stamp, place, rain, battery, end]) => `${date}${stamp},${place},${rain},${battery}${end}`);
const goodRow = fc
  .tuple(fc.constantFrom('H', 'Hydropolis'), fc.constantFrom('0,0', '2,0', '0,1.5'), fc.nat(99_999))
  .map(([place, rain, n]) => `2024-01-01 00:00:00,1704067200,${place},${rain},${String(n / 1000)}\n`);

test('rows read by WebAssembly are those of its twin, whatever the bytes', (t) => {
  const texts = fc.array(fc.oneof({ weight: 12, arbitrary: goodRow }, { weight: 1, arbitrary: hostileRow }), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 3000 }), (list, size) => {
      const bytes = Buffer.from(SERIES_HEADER + list.join(''));
      t.deepEqual(readWith(seriesKernel, bytes, size), readWith(undefined, bytes, size));
    }),
    { numRuns: 1000 },
  );
  const hostileAlone = fc.tuple(goodRow, hostileRow, goodRow).map((parts) => SERIES_HEADER + parts.join(''));
  fc.assert(
    fc.property(hostileAlone, (text) => {
      const bytes = Buffer.from(text);
      t.deepEqual(readWith(seriesKernel, bytes, 4096), readWith(undefined, bytes, 4096));
    }),
    { numRuns: 2000 },
  );
});

test('pieces larger than the room of the kernel, and more rows than its columns hold, are read', (t) => {
  const one = '2024-01-01 00:00:00,1704067200,Hydropolis,0,0,12.226\n';
  const bytes = Buffer.from(SERIES_HEADER + one.repeat(20_000));
  for (const size of [bytes.length, 262_144, 100_000]) t.is(readWith(seriesKernel, bytes, size).length, 20_000);
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
