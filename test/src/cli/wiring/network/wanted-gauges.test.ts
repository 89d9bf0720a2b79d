import test from 'ava';
import { readCalibration } from '../../../../../src/calibration/read-calibration.js';
import {
  wantedGauges,
  type WantedGauges,
  type WantedOptions,
} from '../../../../../src/cli/wiring/network/wanted-gauges.js';
import { readGauges } from '../../../../../src/config/gauges-table.js';
import { problemText } from '../../../../../src/config/settings.js';

function wanted({ table, rows, ...options }: Partial<WantedOptions> & { rows?: string }): WantedGauges {
  return wantedGauges({
    names: undefined,
    table,
    calibration: rows === undefined ? undefined : readCalibration(`pluvio,a,b,c\n${rows}`, 'c.csv'),
    calibrationFile: 'c.csv',
    allowUncalibrated: rows === undefined,
    maxMmPerMin: 40,
    ...options,
  });
}

const namesOf = ({ gauges }: WantedGauges): string[] => gauges.map(({ name }) => name);
const problemsOf = ({ problems }: WantedGauges): string[] => problems.map(problemText);
const TABLE = readGauges('gauge,aliases\nRueBrives,Rue de Brives\nMse,M.S.E.\nMSE,\n', 'g.csv');

test('wantedGauges takes those of the table where none is named, else the default ones', (t) => {
  t.deepEqual(namesOf(wanted({ table: TABLE })), ['RueBrives', 'Mse', 'MSE']);
  t.deepEqual(namesOf(wanted({})), ['Hydropolis', 'Polytech']);
});

test('wantedGauges finds gauges by any of their names, each once, in the order asked for', (t) => {
  const names = ['m.s.e.', '"RUE DE BRIVES"', 'MSE', 'RueBrives', 'Mse'];
  t.deepEqual(namesOf(wanted({ table: TABLE, names })), ['Mse', 'RueBrives', 'MSE']);
  t.deepEqual(namesOf(wanted({ names: [' A ', '"A"', 'a'] })), ['A', 'a']);
});

test('wantedGauges gives the others of the table, also where formats say what amounts count', (t) => {
  const withUnit: WantedOptions['withUnit'] = (gauge) => ({ gauge: { ...gauge, tipMm: 0.001 } });
  const { gauges, others } = wanted({ table: TABLE, names: ['Mse'], withUnit });
  t.deepEqual(
    gauges.map(({ name, tipMm }) => [name, tipMm]),
    [['Mse', 0.001]],
  );
  t.deepEqual(
    others.map(({ name }) => name),
    ['RueBrives', 'MSE'],
  );
});

test('wantedGauges tells names that mean none or several', (t) => {
  t.deepEqual(problemsOf(wanted({ table: TABLE, names: ['mse', 'Rue', '..'] })), [
    'the gauge "mse" could be Mse or MSE; write it as the gauges table does',
    'the gauge "Rue" is not in the gauges table; it has RueBrives, Mse, MSE',
    'the gauge ".." is no name for a folder',
  ]);
});

test('wantedGauges checks the curves of wanted gauges up to their own limit of a reading, and no others', (t) => {
  const table = readGauges('gauge,interval_s,max_mm_min\nA,,\nB,,24\nC,3600,\nD,30,\n', 'g.csv');
  const rows = 'A,-0.01,1,0\nB,-0.01,1,0\nC,-0.001,1,0\nD,-0.001,1,0\nE,0,1,-1\n';
  const { problems, warnings, gauges } = wanted({ table, rows });
  const from251 = 'it falls from 251 tips on (25 mm at 250, 24.9996 mm at 251)';
  const from2501 = 'it falls from 2501 tips on (250 mm at 2500, 249.99996 mm at 2501)';
  t.deepEqual(problems.map(problemText), [
    `Cannot use calibration: c.csv, line 2: the curve of A (a -0.01, b 1, c 0, 0.2 mm a tip) is wrong: ${from251}; up to 40 mm a minute rain must never be negative, nor less for more tips: mend the row`,
    `Cannot use calibration: c.csv, line 4: the curve of C (a -0.001, b 1, c 0, 0.2 mm a tip) is wrong: ${from2501}; up to 40 mm a minute rain must never be negative, nor less for more tips: mend the row`,
  ]);
  t.deepEqual(warnings, [
    `c.csv, line 3: the curve of B (a -0.01, b 1, c 0, 0.2 mm a tip): ${from251}, which readings of an hour may reach`,
    `c.csv, line 5: the curve of D (a -0.001, b 1, c 0, 0.2 mm a tip): ${from2501}, which readings of an hour may reach`,
  ]);
  t.is(gauges.length, 4);
  t.is(wanted({ names: ['X'], rows: 'X,-0.01,1,0\n', maxMmPerMin: 24 }).problems.length, 0, 'the limit of the run');
});

test('wantedGauges says how to name gauges where the default ones are wanted, and others are calibrated', (t) => {
  t.deepEqual(problemsOf(wanted({ rows: 'Prades,0,1,0\nPolytech,0,1,0\n', allowUncalibrated: false })), [
    'c.csv has no row for "Hydropolis", which is wanted where no gauge is named: name yours, such as --gauge Prades, or add a row, or say --uncalibrated',
  ]);
});

test('wantedGauges asks for a row where there is none, and for one where there are two', (t) => {
  const rows = 'Mse,0,1,0\nRUEBRIVES,0,1,0\nruebrives,0,2,0\n';
  t.deepEqual(problemsOf(wanted({ table: TABLE, rows })), [
    'c.csv: "RUEBRIVES" (line 3) and "ruebrives" (line 4) could both be RueBrives: keep one of them, or write one as "RueBrives"',
    'c.csv has no row for "MSE": add one, or say --uncalibrated',
  ]);
  t.deepEqual([...wanted({ table: TABLE, rows, allowUncalibrated: true }).uncalibrated], ['RueBrives', 'MSE']);
});
