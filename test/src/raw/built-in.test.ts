import test from 'ava';
import { layoutOf, type Layout, type LayoutProblem } from '../../../src/raw/described/scan/layout.js';
import { builtInDescription, ownDescription } from '../../../src/raw/registry.js';
import { read } from '../../support/readings/described.js';

const layout = (format: string, names: readonly string[]): Layout | LayoutProblem =>
  layoutOf(builtInDescription(format) ?? ownDescription(format, 'my.toml'), names);
const isFound = (format: string, names: readonly string[]): boolean => !('problem' in layout(format, names));

test('built-in formats of mm: a column whose name says that it is something else is not taken for the rain', (t) => {
  const isRain = (name: string): boolean => isFound('toa5', ['TIMESTAMP', 'RECORD', name]);
  for (const name of [
    'Rain_mm_Tot',
    'rain',
    'Rain_Tot',
    'PPT_mm_Tot',
    'Pluie_5min',
    'Rain_10min_Tot',
    'RAIN_MM_TOT',
    'Precip',
  ])
    t.true(isRain(name), name);
  const others = [
    'Rain_in_Tot',
    'RAIN_IN_TOT',
    'RainIn_Tot',
    'Rain_inch',
    'Rain_rate',
    'RainRate_Max',
    'Rain_mm_h',
    'Rain_cum',
  ];
  for (const name of [
    ...others,
    'Rain_Total',
    'Rain_24h_mm_Tot',
    'Rain_Day',
    'Rain_tips_Tot',
    'Rain_Count',
    'Rain_Flag',
    'ET_mm_Tot',
  ])
    t.false(isRain(name), name);
  t.true(isFound('toa5', ['TIMESTAMP', 'Rain_mm_Tot', 'Rain_24h_mm_Tot']), 'of two, the one in an interval');
  const isPluie = (name: string): boolean => isFound('semicolon', ['Date', name]);
  for (const name of ['Pluie (mm)', 'Niederschlag in mm', 'Regen [mm]', 'RR', 'Niederschlag diff.'])
    t.true(isPluie(name), name);
  for (const name of ['Rain (in)', 'Rain rate mm/h', 'Pluie cumul (mm)', 'Niederschlag abs.', 'Rain 24h', 'RR qual'])
    t.false(isPluie(name), name);
  for (const name of ['Date heure locale', 'Date (UTC+1)', 'Zeit (MEZ)', 'Time CEST'])
    t.false(isFound('semicolon', [name, 'RR']), name);
  for (const name of ['Date (UTC)', 'Date/heure', 'Zeit', 'time']) t.true(isFound('semicolon', [name, 'RR']), name);
});

test('hoboware: events are tips, and a column of mm or inches is not taken for them; French names are read', (t) => {
  const isTips = (name: string): boolean => isFound('hoboware', ['#', 'Date Time, GMT-07:00', name]);
  for (const name of [
    'Event, units (LGR S/N: 1, LBL: rain in the garden)',
    'Event (units)',
    'Count',
    'Tips (#)',
    'Événement, unités',
  ])
    t.true(isTips(name), name);
  for (const name of ['Rain, mm (LGR S/N: 1)', 'Rain (mm)', 'Event, in (LGR S/N: 1)', 'Rain_mm'])
    t.false(isTips(name), name);
  const text =
    '"Titre de tracé : Bra"\n"#","Date Heure, GMT+01:00","Événement, unités"\n1,01/13/17 01:00:00,0\n2,01/13/17 01:05:00,1\n';
  t.deepEqual(
    read('hoboware', text).readings.map(([timeS, count]) => [timeS, count]),
    [
      [1_484_265_600, 0],
      [1_484_265_900, 1],
    ],
  );
});

test('a built-in format that says what its column is not takes any that is named, and says what it passed over', (t) => {
  const own = 'base = "toa5"\nvalue = { column = "Rain_in_Tot", kind = "inch", tip_mm = 0.254 }';
  t.true(isFound(own, ['TIMESTAMP', 'Rain_in_Tot']));
  t.true(isFound('base = "toa5"\nvalue = { column = "/_in_/", kind = "inch" }', ['TIMESTAMP', 'Rain_in_Tot']));
  const found = layout('toa5', ['TIMESTAMP', 'Rain_in_Tot']);
  t.regex('problem' in found ? found.problem : '', /what "Rain_in_Tot" counts is for a description to say/);
  t.true(isFound('semicolon', ['Date', 'Pluie', 'Vent (m/s)', 'Vent dir']), 'two of a side value cost that alone');
});

test('toa5: where the rows of units are not there, the lines in their place are readings', (t) => {
  const head = '"TOA5","S","x"\n"TIMESTAMP","RECORD","Rain_mm_Tot"\n';
  const row = (i: number): string => `"2024-01-01 00:0${i}:00",${i},0.${i}\n`;
  const units = '"TS","RN","mm"\n';
  for (const between of ['', units, `${units}"","","Tot"\n`]) {
    const { readings, rejects } = read('base = "toa5"\nignore = "*"', `${head}${between}${row(1)}${row(2)}${row(3)}`);
    t.deepEqual(
      readings.map(([, amount]) => amount),
      [100, 200, 300],
      between,
    );
    t.deepEqual(rejects, []);
  }
});

test('iso-csv: offsets apart from the time, and times without signs between', (t) => {
  const text =
    'time,tips\n2024-01-01 00:05:00 +0100,1\n2024-01-01 00:05:00 UTC,2\n20240101T001000Z,3\n2024-01-01T24:00:00Z,4\n';
  t.deepEqual(
    read('iso-csv', text).readings.map(([timeS, count]) => [timeS - 1_704_067_200, count]),
    [
      [-3300, 1],
      [300, 2],
      [600, 3],
      [86_400, 4],
    ],
  );
});
