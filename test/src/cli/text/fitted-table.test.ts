import test from 'ava';
import fc from 'fast-check';
import { fittedTable } from '../../../../src/cli/text/fitted-table.js';
import { table } from '../../../../src/cli/text/summary-text.js';

const HEAD = ['gauge', 'last', 'silent for', 'gaps', 'quarantined'];
const DISPENSABLE = ['gaps', 'quarantined'];
const cell = fc.string({ unit: fc.constantFrom('a', 'Z', '7', ' '), maxLength: 14 });
const rows = fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 }), cell, cell, cell, cell));

test('fittedTable is no wider than asked for, keeps every row, and is the whole table where there is room', (t) => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 60, max: 200 }), (cells, columns) => {
      const lines = fittedTable(HEAD, cells, DISPENSABLE, columns);
      t.is(lines.length, cells.length + 1);
      t.true(Math.max(...lines.map((line) => line.length)) <= columns);
      const whole = table(HEAD, cells);
      if (Math.max(...whole.map((line) => line.length)) <= columns) t.deepEqual(lines, whole);
    }),
  );
});

test('fittedTable lets columns go in their order, and cuts names last', (t) => {
  const cells = [['a'.repeat(40), '2024-01-02 00:00:00', '1 d 2 h SILENT', '1/2/3', '12']];
  t.is(
    fittedTable(HEAD, cells, DISPENSABLE, 90)[0],
    `${'gauge'.padEnd(40)}  last                 silent for      quarantined`,
  );
  t.is(fittedTable(HEAD, cells, DISPENSABLE, 60)[1], `${'a'.repeat(22)}…  2024-01-02 00:00:00  1 d 2 h SILENT`);
});
