import test from 'ava';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { tableParquet } from '../../../../src/formats/parquet/table.js';
import { formatDateTime } from '../../../../src/domain/time/time.js';

const HEADER = ['Period', 'Start', 'End', 'Rain'];

test('tableParquet: every cell comes back as another reader has it; na and NaN are null', async (t) => {
  const time = fc.integer({ min: 0, max: 4_000_000_000 }).map(formatDateTime);
  const text = fc.oneof(fc.constantFrom('hour', 'day', 'na'), fc.string({ unit: 'grapheme' }));
  const missing = fc.constant(NaN);
  const row = fc.tuple(
    text,
    fc.oneof(time, missing),
    fc.oneof(time, missing),
    fc.oneof(fc.double({ noNaN: true }), missing),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 400 }), async (rows) => {
      const bytes = Uint8Array.from(tableParquet('totals', { header: HEADER, rows }));
      const read = await parquetReadObjects({ file: bytes.buffer });
      const instant = (cell: string | number): Date | null =>
        typeof cell === 'string' ? new Date(`${cell.replace(' ', 'T')}Z`) : null;
      const expected = rows.map(([period, start, end, rain]) => ({
        Period: period === 'na' ? null : period,
        Start: instant(start),
        End: instant(end),
        Rain: Number.isNaN(rain) ? null : rain,
      }));
      t.deepEqual(read, expected as never);
    }),
    { numRuns: 60 },
  );
});
