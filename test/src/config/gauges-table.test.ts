import test from 'ava';
import { readGauges } from '../../../src/config/gauges-table.js';
import { indexGauges } from '../../../src/domain/network.js';

const HEADER = 'gauge,folder,aliases,lon,lat,tip_mm,interval_s,max_mm_min';

test('readGauges reads every column, and what stands for empty ones', (t) => {
  const text = `${HEADER}\nMse,MSE_1,Rue de Brives | "Mse, 2"|,3.87,43.61,0.254,3600,2.5\nUM,,,,,,,\n`.replaceAll(
    '"',
    '',
  );
  const quoted = text.replace('Rue de Brives | Mse, 2|', '"Rue de Brives | Mse, 2|"');
  t.deepEqual(readGauges(quoted, 'g.csv'), [
    {
      ...{ name: 'Mse', folder: 'MSE_1', aliases: ['Rue de Brives', 'Mse, 2'], lon: 3.87, lat: 43.61, tipMm: 0.254 },
      ...{ intervalS: 3600, maxMmPerMin: 2.5 },
    },
    { name: 'UM', folder: 'UM', aliases: [], lon: undefined, lat: undefined, tipMm: 0.2 },
  ]);
  t.deepEqual(
    readGauges('Gauge,Tip mm\nMse,0.1\n', 'g.csv').map(({ name, tipMm }) => [name, tipMm]),
    [['Mse', 0.1]],
  );
});

for (const [fields, message] of [
  [
    'H,H,,3,87,43,61,0,2',
    'column 9: "2" stands under no column: 9 fields under the 8 of the header; if a decimal comma split a number, write a point, as in 3.87',
  ],
  ['H,,,"3,87",,,,', 'column "lon": "3,87" is not a number; write 3.87, with a point'],
  ['H,,,181,,,,', 'column "lon": 181 is not between -180 and 180 degrees'],
  ['H,,,,-91,,,', 'column "lat": -91 is not between -90 and 90 degrees'],
  ['H,,,,,0,,', 'column "tip_mm": 0 is not a depth, more than 0 and at most 10 mm'],
  ['H,,,,,43,,', 'column "tip_mm": 43 is not a depth, more than 0 and at most 10 mm'],
  ['H,,,,,,0,', 'column "interval_s": 0 is not an interval, a whole number of seconds from 1 to 86400'],
  ['H,,,,,,60.5,', 'column "interval_s": 60.5 is not an interval, a whole number of seconds from 1 to 86400'],
  ['H,,,,,,86401,', 'column "interval_s": 86401 is not an interval, a whole number of seconds from 1 to 86400'],
  ['H,,,,,,1 min,', 'column "interval_s": "1 min" is not a number'],
  ['H,,,,,,,0', 'column "max_mm_min": 0 is not a limit, more than 0 mm a minute'],
  ['H,,,,,,,-1', 'column "max_mm_min": -1 is not a limit, more than 0 mm a minute'],
  ['H,,MSE;Mse 2,,,,,', 'column "aliases": "MSE;Mse 2" has a semicolon; aliases are separated by |: MSE|Mse 2'],
  ['..,,,,,,,', 'column "gauge": the gauge ".." is no name for a folder'],
  [',x,,,,,,', 'column "gauge": the gauge "" is no name for a folder'],
  ['H,../x,,,,,,', 'column "folder": the folder "../x" leads out of the source'],
] as const)
  test(`readGauges refuses ${fields}`, (t) => {
    t.throws(() => readGauges(`${HEADER}\n${fields}\n`, 'g.csv'), {
      message: `Cannot read the gauges table: g.csv, line 2, ${message}; mend it and run again`,
    });
  });

test('readGauges refuses a name that two gauges have, as names are compared, and tells all mistakes at once', (t) => {
  const text = 'gauge,aliases,lon\nMse,MSE,x\nUM,"\'MSE\'| Mse",y\nMse,,\n';
  t.throws(() => readGauges(text, 'g.csv'), {
    message:
      'Cannot read the gauges table: g.csv, line 2, column "lon": "x" is not a number; line 3, column "lon": "y" is not a number; ' +
      'line 3: "MSE" already belongs to Mse; line 3: "Mse" already belongs to Mse; ' +
      'line 4, column "from": "Mse" has a row without a date in "from" already, at line 2: give each of its rows a date of its own; mend it and run again',
  });
});

test('readGauges tells gauges whose names differ by case alone of each other', (t) => {
  const rivals = readGauges('gauge,aliases\nMse,Station\nMSE,STATION|s2\nUM,\n', 'g.csv').map((gauge) => gauge.rivals);
  t.deepEqual(rivals, [['MSE', 'STATION'], ['Mse', 'Station'], undefined]);
});

const DATED = 'gauge,from,folder,aliases,tip_mm,interval_s,max_mm_min,model,serial\n';
const at = (text: string): number => Date.parse(`${text}T00:00Z`) / 1000;

test('readGauges: a gauge of several rows has their history, and is what the last one says', (t) => {
  const [gauge, other, ...more] = readGauges(
    `${DATED}Mse,2024-03-01,,b,0.1,,,Precis,77\nUM,,,,,,,,\nMse,,mse_1,a,0.2,60,24,,12\n`,
    'g.csv',
  );
  t.deepEqual(more, []);
  t.is(other!.rows, undefined);
  t.like(gauge, {
    name: 'Mse',
    folder: 'mse_1',
    aliases: ['a', 'b'],
    tipMm: 0.1,
    intervalS: 60,
    maxMmPerMin: 24,
    model: 'Precis',
    serial: '77',
  });
  t.deepEqual(
    gauge!.rows!.map(({ fromS, line, folder, tipMm, intervalS, model, serial }) => [
      fromS,
      line,
      folder,
      tipMm,
      intervalS,
      model,
      serial,
    ]),
    [
      [-Infinity, 4, 'mse_1', 0.2, 60, undefined, '12'],
      [at('2024-03-01'), 2, 'mse_1', 0.1, 60, 'Precis', '77'],
    ],
  );
});

test('readGauges: a folder is one gauge’s until the row of another names it', (t) => {
  const [a, b, c] = readGauges(`${DATED}A,,x,,,,,,\nB,2024-03-01,x,,,,,,\nA,2024-02-01,y,,,,,,\nC,,,,,,,,\n`, 'g.csv');
  t.deepEqual(
    [a, b, c].map((gauge) =>
      gauge!.folders?.map(({ folder, fromS, untilS, isShared }) => [folder, fromS, untilS, isShared]),
    ),
    [
      [
        ['x', -Infinity, at('2024-02-01'), true],
        ['y', at('2024-02-01'), Infinity, false],
      ],
      [['x', at('2024-03-01'), Infinity, true]],
      undefined,
    ],
  );
  const { ownersOf } = indexGauges([a!, b!], [c!]);
  t.deepEqual(
    ownersOf('x')?.map(({ fromS, gauge }) => [fromS, gauge?.name]),
    [
      [-Infinity, 'A'],
      [at('2024-02-01'), undefined],
      [at('2024-03-01'), 'B'],
    ],
  );
  t.is(ownersOf('C'), undefined);
});

for (const [rows, message] of [
  [
    'A,2024-03-01,,,,,,,\nA,2024-03-01T00:00Z,,,,,,,\n',
    /line 3, column "from": "A" has a row from 2024-03-01T00:00Z already, at line 2/,
  ],
  ['A,,x,,,,,,\nB,,x,,,,,,\n', /line 3: "x" already belongs to A/],
  [
    'A,2024-03-01,x,,,,,,\nB,2024-03-01,x,,,,,,\n',
    /line 3, column "folder": the folder is A's from the same moment on, by line 2/,
  ],
  ['A,03/2024,,,,,,,\n', /line 2, column "from": "03\/2024" is not a date/],
] as const)
  test(`readGauges refuses ${rows.replaceAll('\n', ' ')}`, (t) => {
    t.throws(() => readGauges(DATED + rows, 'g.csv'), { message });
  });
