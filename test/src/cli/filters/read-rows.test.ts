import test from 'ava';
import fc from 'fast-check';
import { PluvioError } from '../../../../src/domain/errors.js';
import type { SourceChunk } from '../../../../src/domain/readings/reading.js';
import { readRows } from '../../../../src/cli/filters/read-rows.js';
import type { RowWriter } from '../../../../src/cli/filters/row-writer.js';
import { rowsOfGauge, type Rows } from '../../../../src/cli/filters/rows.js';
import { CsvWriter } from '../../../../src/cli/filters/write-csv.js';
import { NdjsonWriter } from '../../../../src/cli/filters/write-ndjson.js';

const source = { name: 'rows.csv', folder: undefined };

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<SourceChunk> {
  await Promise.resolve();
  for (let at = 0; at < bytes.length; at += size) yield { source, bytes: bytes.subarray(at, at + size), end: false };
  yield { source, bytes: new Uint8Array(0), end: true };
}

async function readBack(bytes: Uint8Array, size: number, writer: RowWriter): Promise<string> {
  const pages: Uint8Array[] = [];
  for await (const batches of readRows(pieces(bytes, size), (gauge) => gauge))
    for (const batch of batches) pages.push(...writer.write(rowsOfGauge(batch)));
  pages.push(...writer.end(false));
  return Buffer.concat(pages).toString();
}

function written(rows: readonly Rows[], writer: RowWriter): Buffer {
  return Buffer.concat([...rows.flatMap((part) => [...writer.write(part)]), ...writer.end(false)]);
}

const measure = fc.oneof(
  fc.constant(NaN),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ max: 99 }),
);
const reading = fc.record({
  gauge: fc.constantFrom('Hydropolis', 'Polytech', 'with, comma', 'a "quoted" one', 'é'),
  timeS: fc.nat({ max: 0xffffffff }),
  tips: fc.nat({ max: 0xffffffff }),
  wind: measure,
  battery: measure,
  rainMm: fc.double({ noNaN: true, noDefaultInfinity: true }),
});

type Reading = typeof reading extends fc.Arbitrary<infer T> ? T : never;

for (const withRain of [true, false]) {
  const rowsFrom = (readings: readonly Reading[]): Rows[] =>
    readings.map(({ gauge, timeS, tips, wind, battery, rainMm }) => ({
      count: 1,
      gauges: [gauge],
      gauge: undefined,
      timeS: Uint32Array.of(timeS),
      tips: Uint32Array.of(tips),
      wind: Float64Array.of(wind),
      battery: Float64Array.of(battery),
      rainMm: withRain ? Float64Array.of(rainMm) : undefined,
    }));

  test(`readRows reads what CsvWriter and NdjsonWriter wrote, however it is cut, ${withRain ? 'with' : 'without'} rain`, async (t) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(reading, { minLength: 1 }),
        fc.integer({ min: 1, max: 200 }),
        async (readings, size) => {
          const rows = rowsFrom(readings);
          const csv = written(rows, new CsvWriter());
          const json = written(rows, new NdjsonWriter());
          t.is(await readBack(csv, size, new CsvWriter()), csv.toString());
          t.is(await readBack(json, size, new NdjsonWriter()), json.toString());
          t.is(await readBack(json, size, new CsvWriter()), csv.toString());
        },
      ),
      { numRuns: 60 },
    );
  });
}

async function failure(text: string): Promise<string> {
  try {
    await readBack(Buffer.from(text), 1000, new CsvWriter());
  } catch (error) {
    if (error instanceof PluvioError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'none';
}

test('readRows names the line that is no reading', async (t) => {
  const header = 'gauge,time,tips,wind,battery\n';
  t.is(
    await failure(`${header}A,1,0,0,12\nA,2,x,0,12\n`),
    'INPUT Cannot read rows.csv, line 3: "A,2,x,0,12" is no reading; expected gauge,time,tips,wind,battery',
  );
  t.is(
    await failure('ARCHIEST, 1677629040, 0, 0, 12.226\n'),
    'INPUT Cannot read rows.csv, line 1: "ARCHIEST, 1677629040, 0, 0, 12.226" is not the header "gauge,time,tips,wind,battery"; raw logger files go through pluvio parse first',
  );
  t.is(
    await failure('{"gauge":"A","time":1}\n'),
    'INPUT Cannot read rows.csv, line 1: "{\\"gauge\\":\\"A\\",\\"time\\":1}" is no reading; expected {"gauge":"…","time":…,"tips":…,"wind":…,"battery":…}',
  );
});

test('readRows takes two outputs one after the other for one', async (t) => {
  const one = 'gauge,time,tips,wind,battery\nA,1,0,0,12\n';
  t.is(await readBack(Buffer.from(one + one), 7, new CsvWriter()), `${one}A,1,0,0,12\n`);
});
