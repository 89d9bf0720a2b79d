import test from 'ava';
import type { CalibratedBatch } from '../../src/domain/readings/reading.js';
import { yearStartS } from '../../src/domain/time/time.js';
import { flow } from '../../streams/highland.js';
import { memorySpill } from '../../streams/kernels/partition/spill.js';
import { YearTable } from '../../streams/kernels/settle/year-table.js';
import { partition, type YearLog } from '../../streams/partition.js';
import { minuteBatch } from '../support/readings/minute-batch.js';

const WHOLE_YEAR_ROWS = 120_000;

function batchOf(year: number, firstMinute: number, count: number): CalibratedBatch {
  return minuteBatch(yearStartS(year) + 60 * firstMinute, count, (timeS) => (timeS % 10_000) / 1000);
}

async function logsOf(batches: readonly CalibratedBatch[], restsAfterRows?: number) {
  const spill = memorySpill();
  const audit = { landed: () => undefined, provisional: () => undefined };
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
