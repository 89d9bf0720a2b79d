import test from 'ava';
import fc from 'fast-check';
import { PluvioError } from '../../../src/domain/errors.js';
import { readTable } from '../../../src/tables/read-table.js';
import type { TableForm } from '../../../src/tables/table-problems.js';

const FORM: TableForm = {
  code: 'CALIBRATION',
  what: 'calibration',
  expected: 'name,a,b',
  required: [['name', 'gauge'], ['a'], ['b']],
  known: ['name', 'gauge', 'a', 'b'],
};

/** The rows of a table as lists of fields; or the message of the error, with its line. */
function read(text: string): string[][] | [message: string, line: number | undefined] {
  try {
    const { columns, rows, problems } = readTable(text, 't.csv', FORM);
    problems.throwAny();
    return rows.map(({ field, line }) => [String(line), ...columns.map(field)]);
  } catch (error) {
    if (!(error instanceof PluvioError)) throw error;
    return [error.message.replace('Cannot read calibration: ', ''), error.line];
  }
}

const MEND = '; mend it and run again';

test('readTable reads rows by the names of the header, in any case and order, with columns that it does not know', (t) => {
  t.deepEqual(read('B,Note,NAME,a\n1,"x, y",Mse,2\n'), [['2', '1', 'x, y', 'Mse', '2']]);
  t.deepEqual(read('gauge,a,b,tip mm,TIP-MM x\nMse,1,2,3,4\n'), [['2', 'Mse', '1', '2', '3', '4']]);
  t.deepEqual(read('\ufeffname,a,b\r\nMse,1,2\nPoly,3,4\r'), [
    ['2', 'Mse', '1', '2'],
    ['3', 'Poly', '3', '4'],
  ]);
});

test('readTable skips lines without a value, and empty fields beyond the header', (t) => {
  const rows = [['4', 'Mse', '1', '2']];
  t.deepEqual(read('name,a,b\n\n , ,\nMse,1,2\n\n'), rows);
  t.deepEqual(read('name,a,b,,\n,,,,\n\nMse,1,2,,,,\n'), rows);
});

test('readTable tells the line on which a row begins, also after fields that span lines', (t) => {
  t.deepEqual(read('name,a,b,note\nMse,1,2,"x\ny"\nPoly,3,4,\n'), [
    ['2', 'Mse', '1', '2', 'x\ny'],
    ['4', 'Poly', '3', '4', ''],
  ]);
});

for (const [what, text, message, line] of [
  ['nothing', '', 't.csv is empty; expected name,a,b', undefined],
  ['blank lines alone', '\n \n,,\n', 't.csv is empty; expected name,a,b', undefined],
  ['a header alone', 'name,a,b\n\n', 't.csv has a header and no gauge; expected name,a,b', undefined],
  ['no header', 'Mse,1,2\n', 't.csv, line 1: "Mse,1,2" is no header of it; expected name,a,b', 1],
  [
    'another text',
    '\n# the name table\n',
    't.csv, line 2: "# the name table" is no header of it; expected name,a,b',
    2,
  ],
  [
    'semicolons',
    'Name;a;b\nMse;0,1;2\n',
    't.csv, line 1: its fields are separated by semicolons; write commas between fields and points in numbers: name,a,b',
    1,
  ],
  [
    'tabs',
    'gauge\ta\tb\n',
    't.csv, line 1: its fields are separated by tabs; write commas between fields and points in numbers: name,a,b',
    1,
  ],
  [
    'semicolons between quotes',
    '"Name";"a";"b"\n"Mse";"0,1";"2"\n',
    't.csv, line 1: its fields are separated by semicolons; write commas between fields and points in numbers: name,a,b',
    1,
  ],
  [
    'blanks',
    '\nname a b\n',
    't.csv, line 2: its fields are separated by blanks; write commas between fields and points in numbers: name,a,b',
    2,
  ],
  ['a column less', 'name,b\nMse,1\n', 'column "a" is missing in t.csv; expected name,a,b', 1],
  ['columns less', 'b\n1\n', 'columns "name", "a" are missing in t.csv; expected name,a,b', 1],
  [
    'a column twice and another less',
    'name,B,b\nMse,1,2\n',
    `t.csv, line 1, column 3: "b" was given before, column 2; keep one of them; line 1: column "a" is missing; expected name,a,b${MEND}`,
    1,
  ],
  [
    'a column twice, two of one meaning, an unknown one twice',
    'name,a,b,A,Gauge,note,Note\nMse,1,2,3,4,5,6\n',
    `t.csv, line 1, column 4: "a" was given before, column 2; keep one of them; line 1, column 5: "gauge" means the same as "name", column 1; keep one of them; line 1, column 7: "note" was given before, column 6; keep one of them${MEND}`,
    1,
  ],
  [
    'decimal commas',
    'name,a,b\nMse,0,0123,1,02\n',
    `t.csv, line 2, column 4: "1" stands under no column: 5 fields under the 3 of the header; if a decimal comma split a number, write a point, as in 0.0123${MEND}`,
    2,
  ],
  [
    'surplus and missing fields, all at once',
    'name,a,b\nMse,1\nPoly,1,2\n\nUM,1,2,,x\nMse;1;2\n',
    `t.csv, line 2, column "b": the row ends before it: 2 fields under the 3 of the header; write every field, empty ones too; line 5, column 5: "x" stands under no column: 5 fields under the 3 of the header; line 6, column "a": the row ends before it: 1 field under the 3 of the header; separate them by commas, not semicolons${MEND}`,
    2,
  ],
  [
    'a value under an empty name',
    'name,,a,b\nMse,,1,2\nPoly,x,1,2\n',
    `t.csv, line 3, column 2: "x" stands under a column without a name; name it or take it out${MEND}`,
    3,
  ],
  ['Latin-1', 'name,a,b\nH\ufffdrault,1,2\n', 't.csv, line 2, is not text in UTF-8; save the table as CSV, UTF-8', 2],
  ['a workbook', 'PK\u0003\u0004\0\0', 't.csv, line 1, is not text in UTF-8; save the table as CSV, UTF-8', 1],
] as const)
  test(`readTable tells ${what} with the place and what to write`, (t) => {
    t.deepEqual(read(text), [message, line]);
  });

test('readTable tells a quote that is not closed', (t) => {
  const [message, line] = read('name,a,b\nMse,"1,2\n') as [string, number];
  t.regex(message, /^t\.csv is not CSV \(.*\)$/);
  t.is(line, 2);
});

test('readTable names twenty mistakes, and the number of the others', (t) => {
  const [message] = read(`name,a,b\n${'x\n'.repeat(30)}`) as [string, number];
  t.is(message.split('; line').length, 20);
  t.regex(message, /; and 10 more; mend it and run again$/);
});

const field = fc
  .string({ unit: fc.constantFrom(...Array.from('abc019.,;"\' |é\n')), maxLength: 6 })
  .map((text) => text.trim());
const row = fc.tuple(
  field.filter((text) => text !== ''),
  field,
  field,
  field,
);
const csv = (fields: readonly string[]): string =>
  `${fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(',')}\n`;

test('readTable gives back the fields of any table that was written', (t) => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const found = read(`name,a,b,note\n${rows.map(csv).join('')}`) as string[][];
      t.deepEqual(
        found.map(([, ...fields]) => fields),
        rows.map((fields) => fields.map((text) => text.trim())),
      );
    }),
  );
});

test('readTable refuses every row with a field too few, or with a value too many, and tells its line', (t) => {
  const plain = row.map((fields) => fields.map((text) => text.replaceAll('\n', '')));
  const wrong = fc.tuple(plain, fc.boolean()).map(([fields, more]) => (more ? [...fields, 'x'] : fields.slice(0, 3)));
  fc.assert(
    fc.property(fc.array(plain, { maxLength: 4 }), wrong, fc.array(plain, { maxLength: 4 }), (before, bad, after) => {
      const [message, line] = read(`name,a,b,note\n${[...before, bad, ...after].map(csv).join('')}`);
      t.is(line, before.length + 2);
      t.true((message as string).includes(`t.csv, line ${before.length + 2}, column ${bad.length > 4 ? 5 : '"note"'}`));
    }),
  );
});
