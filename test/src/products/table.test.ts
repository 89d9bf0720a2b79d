import test from 'ava';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { csvBytes, csvRows } from '../../../src/products/table.js';

test('csvRows: what csv-stringify writes, whatever the texts', (t) => {
  const text = fc.oneof(fc.string(), fc.constantFrom('a,b', '"', ' a', 'a\nb', 'é', '', 'x\r'));
  const cell = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(NaN));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 4 }), (rows) => {
      const texts = rows.map((row) =>
        row.map((one) => (typeof one === 'string' ? one : Number.isNaN(one) ? 'na' : String(one + 0))),
      );
      t.is(csvRows(rows), texts.map((row) => stringify([row])).join(''));
    }),
  );
});

test('csvBytes: the same bytes as csvRows', async (t) => {
  const cells = [0, -0, NaN, 12.29, 1e-7, 1e21, '', 'na', ' a', 'a,b', '"', 'x\r', 'é'];
  const rows = [cells, [...cells].reverse()];
  const header = cells.map((_, i) => (i === 0 ? 'a,b' : `c${i}`));
  t.is(Buffer.from(await csvBytes({ header, rows })).toString('utf8'), csvRows([header, ...rows]));
});
