import test from 'ava';
import { readCalibration } from '../../../src/calibration/read-calibration.js';

test('readCalibration gives the rows by name, bare and in NFC, with their lines', (t) => {
  const rows = readCalibration(
    'Station,C,a,b,by\n"Mse",0,0.0008,1.0761,me\nMSE,1,2,3e-1,\n"""He\u0301rault""",0,0,1,\n',
    'c.csv',
  );
  t.deepEqual(
    [...rows],
    [
      ['Mse', [{ a: 0.0008, b: 1.0761, c: 0, fromS: -Infinity, line: 2 }]],
      ['MSE', [{ a: 2, b: 0.3, c: 1, fromS: -Infinity, line: 3 }]],
      ['Hérault', [{ a: 0, b: 1, c: 0, fromS: -Infinity, line: 4 }]],
    ],
  );
});

test('readCalibration tells every mistake at once', (t) => {
  const text = 'pluvio,a,b,c\nH,"0,0123",1,0\nMse,0,1,0\n,0,1,0\n\'Mse\',0,1,02\nP,0,1\n';
  t.throws(() => readCalibration(text, 'c.csv'), {
    message:
      'Cannot read calibration: c.csv, line 2, column "a": "0,0123" is not a number; write 0.0123, with a point; ' +
      'line 4, column "pluvio": the name is empty; ' +
      'line 5, column "c": "02" is not a number: it begins with 0 like the end of a number with a decimal comma; write a point; ' +
      'line 5: "Mse" was given before, at line 3; ' +
      'line 6, column "c": the row ends before it: 3 fields under the 4 of the header; write every field, empty ones too; ' +
      'mend it and run again',
  });
});

for (const header of ['pluvio,a,b,b,c', 'pluvio,a,b,B,c', 'pluvio,station,a,b,c', 'Pluvio,a,b,c,PLUVIO'])
  test(`readCalibration refuses the header ${header}`, (t) => {
    t.throws(() => readCalibration(`${header}\nH,0,1,2,0\n`, 'c.csv'), {
      message: /^Cannot read calibration: c\.csv, line 1, column \d: .*; keep one of them; mend it and run again$/,
    });
  });

test('readCalibration gives the rows of a gauge by date, whatever their order', (t) => {
  const text = 'pluvio,a,b,c,from\nMse,0,3,0,2024-03-01T10:00+01:00\nMse,0,1,0,\nMse,0,2,0,2023-06-01\n';
  const rows = readCalibration(text, 'c.csv').get('Mse')!;
  t.deepEqual(
    rows.map(({ b, fromS, line }) => [b, fromS, line]),
    [
      [1, -Infinity, 3],
      [2, Date.UTC(2023, 5, 1) / 1000, 4],
      [3, Date.UTC(2024, 2, 1, 9) / 1000, 2],
    ],
  );
});

test('readCalibration refuses two rows of one date, however it is written, and what is no date', (t) => {
  const text =
    'pluvio,a,b,c,from\nMse,0,1,0,2024-03-01\nMse,0,2,0,2024-03-01T01:00+01:00\nH,0,1,0,1/3/2024\nUM,0,1,0,\nUM,0,1,0,\n';
  t.throws(() => readCalibration(text, 'c.csv'), {
    message:
      'Cannot read calibration: c.csv, line 3: "Mse" was given from 2024-03-01T01:00+01:00 before, at line 2; ' +
      'line 4, column "from": "1/3/2024" is not a date: 2024-03-01, 2024-03-01 10:00 in UTC, or with its zone, 2024-03-01T10:00+01:00; ' +
      'line 6: "UM" was given before, at line 5; mend it and run again',
  });
});
