import test from 'ava';
import { CalibrationRows } from '../../../src/calibration/calibration-rows.js';
import { readCalibration } from '../../../src/calibration/read-calibration.js';
import { plainGauge, type Gauge } from '../../../src/domain/network.js';

/** The line of the row that a gauge has, or what is wrong. */
function found(rows: string, gauge: Gauge, gauges: readonly Gauge[] = [gauge]): number | string | undefined {
  const { rows: own, problem } = new CalibrationRows(readCalibration(`pluvio,a,b,c\n${rows}`, 'c.csv'), gauges).of(
    gauge,
  );
  return own?.[0]?.line ?? problem;
}

const mse = { ...plainGauge('Mse'), folder: 'mse_1', aliases: ['Station MSE', 'M.S.E.'] };

test('CalibrationRows finds a gauge under any of its names, as names are compared', (t) => {
  for (const name of ['Mse', 'MSE', 'mse_1', 'MSE_1', 'station mse', '"""M.S.E."""', ' Mse '])
    t.is(found(`Other,0,1,0\n${name},0,2,0\n`, mse), 3, name);
  t.is(found('Mse2,0,1,0\n', mse), undefined);
});

test('CalibrationRows takes the row under the gauge’s own name before one under another', (t) => {
  t.is(found('MSE,0,1,0\nM.S.E.,0,3,0\nMse,0,2,0\n', mse), 4);
  t.is(found('MSE,0,1,0\nM.S.E.,0,3,0\n', mse), 3, 'to the letter before but for case');
});

test('CalibrationRows takes rows under several names of a gauge where they say the same, else says so', (t) => {
  t.is(found('mse_1,0,2,0\nM.S.E.,0,2,0\n', mse), 2);
  t.is(
    found('mse_1,0,2,0\nM.S.E.,0,3,0\n', mse),
    '"mse_1" (line 2) and "M.S.E." (line 3) could both be Mse: keep one of them, or write one as "Mse"',
  );
});

test('CalibrationRows joins rows of several dates under several names of a gauge', (t) => {
  const lines = (rows: string): unknown => {
    const table = readCalibration(`pluvio,a,b,c,from\n${rows}`, 'c.csv');
    const { rows: own, problem } = new CalibrationRows(table, [mse]).of(mse);
    return own?.map(({ line }) => line) ?? problem;
  };
  t.deepEqual(lines('mse_1,0,2,0,2024-03-01\nMse,0,1,0,\n'), [3, 2]);
  t.deepEqual(lines('mse_1,0,2,0,2024-03-01\nMse,0,1,0,\nMse,0,3,0,2024-03-01\n'), [3, 4], 'its own name counts');
  t.deepEqual(
    lines('MSE,0,2,0,2024-03-01\nMse,0,1,0,\nstation mse,0,3,0,2025-01-01\n'),
    [3, 2, 4],
    'also but for case',
  );
  t.deepEqual(lines('MSE,0,1,0,\nMse,0,2,0,2024-03-01\n'), [2, 3]);
  t.regex(
    String(lines('mse_1,0,2,0,2024-03-01\nM.S.E.,0,3,0,2024-03-01\n')),
    /"mse_1" \(line 2\) and "M.S.E." \(line 3\) could both be Mse/,
  );
});

test('CalibrationRows does not choose between rows that are one name but for case', (t) => {
  t.is(
    found('MSE,0,2,0\nmse,0,2,0\n', mse),
    '"MSE" (line 2) and "mse" (line 3) could both be Mse: keep one of them, or write one as "Mse"',
  );
});

test('CalibrationRows takes no row for a gauge that is another’s to the letter', (t) => {
  const [one, other] = [plainGauge('Mse'), plainGauge('MSE')];
  t.is(found('MSE,0,2,0\n', one, [one, other]), undefined);
  t.is(found('MSE,0,2,0\n', other, [one, other]), 2);
  t.is(found('mse,0,2,0\n', one, [one, other]), undefined, 'it could be either');
});
