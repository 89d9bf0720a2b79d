import test from 'ava';
import fc from 'fast-check';
import type { CalibratedBatch, YearBucket } from '../../src/domain/readings/reading.js';
import { yearStartS } from '../../src/domain/time/time.js';
import { flow } from '../../streams/highland.js';
import { memorySpill } from '../../streams/kernels/partition/spill.js';
import { inTimeOrder } from '../../streams/kernels/settle/time-order.js';
import { partition } from '../../streams/partition.js';
import { settle } from '../../streams/settle.js';
import { minuteBatch } from '../support/readings/minute-batch.js';

const START_S = yearStartS(2023);

interface Run {
  readonly firstMinute: number;
  readonly rows: number;
  /** Of the readings; others with the same stamp are conflicts. */
  readonly volts: number;
}

async function bucketOf(runs: readonly Run[]): Promise<YearBucket> {
  const spill = memorySpill();
  async function* input(): AsyncGenerator<CalibratedBatch> {
    await Promise.resolve();
    for (const { firstMinute, rows, volts } of runs) yield minuteBatch(START_S + 60 * firstMinute, rows, () => volts);
  }
  const logs = flow(input(), partition({ spill, audit: { landed: () => undefined, provisional: () => undefined } }));
  for await (const bucket of flow(logs, settle({ spill }))) return bucket;
  throw new Error('no bucket');
}

/** The plain twin. */
function plainBucket(runs: readonly Run[]) {
  const kept = new Map<number, number>();
  const conflicts: number[] = [];
  let duplicates = 0;
  let place = 0;
  for (const { firstMinute, rows, volts } of runs)
    for (let i = 0; i < rows; i++, place++) {
      const timeS = START_S + 60 * (firstMinute + i);
      const winner = kept.get(timeS);
      if (winner === undefined) kept.set(timeS, volts);
      else if (winner === volts) duplicates++;
      else conflicts.push(place);
    }
  return { kept: [...kept].sort(([a], [b]) => a - b), conflicts, duplicates };
}

const run = fc.record({
  firstMinute: fc.integer({ min: 0, max: 40 }).map((n) => n * 500),
  rows: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 200, max: 3000 })),
  volts: fc.constantFrom(12, 12, 12.5),
});

test('settle keeps the first reading of each stamp, and tells the places of the others, whatever order days and months come in', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 25 }), async (runs) => {
      const { count, timeS, battery, conflictPlaces, tally } = await bucketOf(runs);
      const plain = plainBucket(runs);
      const made = Array.from({ length: count }, (_, i) => [timeS.data[i], battery.data[i]]);
      t.deepEqual(made, plain.kept);
      t.deepEqual([...conflictPlaces], plain.conflicts);
      t.is(tally.duplicates, plain.duplicates);
    }),
    { numRuns: 80 },
  );
});

test('inTimeOrder keeps the order of arrival among segments that overlap, also by way of others', (t) => {
  const segment = (place: number, leastS: number, mostS: number) => ({
    place,
    leastS,
    mostS,
    rows: 1,
    position: 0,
    bytes: 1,
  });
  const places = (...ranges: (readonly [number, number])[]) =>
    inTimeOrder(ranges.map(([from, to], place) => segment(place, from, to))).map(({ place }) => place);
  t.deepEqual(places([50, 60], [30, 40], [10, 20]), [2, 1, 0]);
  t.deepEqual(places([50, 60], [30, 50], [10, 20]), [2, 0, 1]);
  t.deepEqual(places([50, 60], [10, 20], [15, 55], [70, 80], [61, 62]), [0, 1, 2, 4, 3]);
  t.deepEqual(places([10, 10], [10, 10], [5, 9]), [2, 0, 1]);
  t.deepEqual(places(), []);
});
