import test from 'ava';
import { column, type CalibratedBatch } from '../../src/domain/reading.js';
import { yearStartS } from '../../src/domain/time.js';
import { flow } from '../../streams/highland.js';
import { memorySpill } from '../../streams/kernels/spill.js';
import { YearTable } from '../../streams/kernels/year-table.js';
import { partition, type YearLog } from '../../streams/partition.js';

const WHOLE_YEAR_ROWS = 120_000;

/** Readings a minute of one year; 0 tips, a battery that tells them apart. */
function batchOf(year: number, firstMinute: number, count: number): CalibratedBatch {
  const timeS = Uint32Array.from({ length: count }, (_, i) => yearStartS(year) + 60 * (firstMinute + i));
  return {
    source: { name: `${year}.txt`, folder: 'Hydropolis' },
    gauge: 'Hydropolis',
    count,
    timeS: column(timeS, count),
    tips: column(new Uint32Array(count), count),
    wind: column(new Float64Array(count), count),
    battery: column(
      Float64Array.from(timeS, (s) => (s % 10_000) / 1000),
      count,
    ),
    rainMm: column(new Float64Array(count), count),
    label: column(new Uint16Array(count), count),
    labels: ['Hydropolis'],
    offset: column(new Uint32Array(count), count),
    bytes: Buffer.from('\n'),
    firstLine: 1,
    rejects: [],
  };
}

async function logsOf(batches: readonly CalibratedBatch[], restsAfterRows?: number) {
  const spill = memorySpill();
  const audit = { landed: () => undefined };
  const logs: YearLog[] = [];
  async function* input(): AsyncGenerator<CalibratedBatch> {
    await Promise.resolve();
    yield* batches;
  }
  const options = restsAfterRows === undefined ? { spill, audit } : { spill, audit, restsAfterRows };
  for await (const log of flow(input(), partition(options))) logs.push(log);
  const stampsOf = ({ rows, segments }: YearLog): number[] => {
    const table = new YearTable();
    table.start(rows);
    for (const segment of segments) table.load(segment, spill);
    return [...table.columns.timeS.subarray(0, table.count)];
  };
  return { logs, stampsOf };
}

const told = ({ year, rows, resting }: YearLog) => ({ year, rows, resting });
const input = [batchOf(2022, 0, WHOLE_YEAR_ROWS), batchOf(2023, 0, WHOLE_YEAR_ROWS), batchOf(2022, WHOLE_YEAR_ROWS, 7)];

test('partition gives a year that rests ahead, once, and every year whole in the end', async (t) => {
  const { logs, stampsOf } = await logsOf(input, 50_000);
  t.deepEqual(logs.map(told), [
    { year: 2022, rows: WHOLE_YEAR_ROWS, resting: true },
    { year: 2022, rows: WHOLE_YEAR_ROWS + 7, resting: false },
    { year: 2023, rows: WHOLE_YEAR_ROWS, resting: false },
  ]);
  const [ahead, last] = logs.map(stampsOf);
  t.is(ahead!.length, WHOLE_YEAR_ROWS, 'what was given ahead does not grow');
  t.deepEqual(last, [...input[0]!.timeS.data, ...input[2]!.timeS.data]);
});

test('partition gives no year ahead unless it is asked to', async (t) => {
  const { logs } = await logsOf(input);
  t.deepEqual(
    logs.map(({ resting }) => resting),
    [false, false],
  );
});
