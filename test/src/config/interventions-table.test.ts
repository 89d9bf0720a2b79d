import test from 'ava';
import { readInterventions } from '../../../src/config/interventions-table.js';

const HEAD = 'gauge,from,to,kind,who,note\n';
const known = (name: string): string | undefined =>
  name.toLowerCase() === 'mse' ? 'Mse' : name === 'UM' ? name : undefined;

test('readInterventions gives rows by time, under the names of the network', (t) => {
  const text = `${HEAD}MSE,2024-03-01T10:00+01:00,,clogged,AB,"leaves, twigs"\nUM,2024-01-01,2024-01-01 06:00,Test-Tips,,\n mse ,2024-02-01,2024-02-01,note,,x\n`;
  t.throws(() => readInterventions(text, 'i.csv', known), {
    message:
      /i\.csv, line 4, column "to": it ends when it begins: to 2024-02-01 00:00:00, from 2024-02-01 00:00:00 \(UTC\)/,
  });
  const rows = readInterventions(text.replace('2024-02-01,2024-02-01', '2024-02-01,'), 'i.csv', known);
  t.deepEqual(
    rows.map(({ gauge, startS, endS, kind, who, note, line }) => [gauge, startS, endS, kind, who, note, line]),
    [
      ['UM', Date.UTC(2024, 0, 1) / 1000, Date.UTC(2024, 0, 1, 6) / 1000, 'test-tips', '', '', 3],
      ['Mse', Date.UTC(2024, 1, 1) / 1000, Infinity, 'note', '', 'x', 4],
      ['Mse', Date.UTC(2024, 2, 1, 9) / 1000, Infinity, 'clogged', 'AB', 'leaves, twigs', 2],
    ],
  );
});

test('readInterventions: a header alone is a table without rows', (t) => {
  t.deepEqual(readInterventions(HEAD, 'i.csv'), []);
});

test('readInterventions tells every mistake at once, with its line', (t) => {
  const text = [
    'Paris,2024-01-01,,missing,,',
    'UM,,2024-01-02,missing,,',
    'UM,2024-01-05,2024-01-04,note,,',
    'UM,2024-01-01,,blocked,,',
    ',2024-01-01,,note,,',
    'UM,1/2/2024,,note,,',
    'UM,2024-02-01,2024-02-03,clogged,,',
    'UM,2024-02-02,2024-02-05,clogged,,',
    'UM,2024-02-04,2024-02-06,missing,,',
    'Mse,2024-01-01,,missing,,',
    'Mse,2024-06-01,2024-06-02,missing,,',
    'Mse,2024-06-01,2024-06-02,note,,,',
    'Mse,2024-06-01,2024-06-02,note,,,more',
    'Mse,2024-06-01',
  ].join('\n');
  const error = t.throws(() => readInterventions(HEAD + text, 'i.csv', known));
  const told = error.message
    .split('; ')
    .map((one) => one.replace('Cannot read the table of interventions: i.csv, ', ''));
  for (const [i, pattern] of [
    /^line 2, column "gauge": "Paris" is no gauge of the network/,
    /^line 3, column "from": the date is missing: when did it begin\?/,
    /^line 4, column "to": it ends before it begins: to 2024-01-04 00:00:00, from 2024-01-05 00:00:00/,
    /^line 5, column "kind": "blocked" is not one of missing, test-tips, clogged, replaced, moved, note/,
    /^line 6, column "gauge": the name is empty/,
    /^line 7, column "from": "1\/2\/2024" is not a date/,
    /^line 9, column "from": it overlaps line 8, which is clogged too and ends 2024-02-03 00:00:00/,
    /^line 12, column "from": it overlaps line 11, which is missing too and has no end/,
    /^line 14, column 7: "more" stands under no column/,
    /^line 15, column "to": the row ends before it/,
  ].entries())
    t.regex(told[i] ?? '', pattern, told.join('\n'));
});

test('readInterventions needs its columns', (t) => {
  t.throws(() => readInterventions('gauge,from,kind\nUM,2024-01-01,note\n', 'i.csv'), {
    message: /column "to" is missing in i\.csv/,
  });
  t.throws(() => readInterventions('', 'i.csv'), { message: /i\.csv is empty/ });
});
