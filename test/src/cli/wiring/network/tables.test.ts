import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { pluvioAt, tempFolder } from '../../../../support/pluvio.js';

/** `check` knows that no clock is before the day of the build. */
const NOW_S = Math.floor(Date.now() / 1000);

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line over files of one folder; `@name` is such a file, in what it says too. */
async function runWith(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
  line: string | readonly string[],
  input = '',
): Promise<Outcome> {
  const folder = tempFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const words = typeof line === 'string' ? line.split(' ') : line;
  const args = words.map((word) => word.replace(/^@/, `${folder}/`));
  const { code, stdout, stderr } = await pluvioAt(NOW_S, args, Buffer.from(input));
  const plain = (text: string): string => text.replaceAll(`${folder}/`, '@');
  return { code, out: plain(stdout.toString()), err: plain(stderr) };
}

/** What an error says, in a log line or in plain words. */
const saidIn = (err: string): string =>
  err.startsWith('{') ? (JSON.parse(err.split('\n')[0]!) as { msg: string }).msg : err.replace(/^pluvio: /, '').trim();

/** The rows of a series, by time. */
const readingsIn = (out: string): string[] => out.split('\n').slice(1, -1).sort();

const RAW = 'H, 1704070860, 10, 0, 12.2\n';

for (const [what, calib, message] of [
  [
    'decimal commas',
    'pluvio,a,b,c\nH,0,0123,1,02,0\n',
    'Cannot read calibration: @c.csv, line 2, column 5: "02" stands under no column: 6 fields under the 4 of the header; if a decimal comma split a number, write a point, as in 0.0123; mend it and run again',
  ],
  [
    'a column given twice',
    'pluvio,a,b,b,c\nH,0,1,2,0\n',
    'Cannot read calibration: @c.csv, line 1, column 4: "b" was given before, column 3; keep one of them; mend it and run again',
  ],
  [
    'a curve that is negative',
    'pluvio,a,b,c\nH,0,1,-0.5\n',
    'Cannot use calibration: @c.csv, line 2: the curve of H (a 0, b 1, c -0.5, 0.2 mm a tip) is wrong: it gives less than 0 mm from 1 tip on (-0.3 mm); up to 40 mm a minute rain must never be negative, nor less for more tips: mend the row',
  ],
  [
    'a curve that falls',
    'pluvio,a,b,c\nG,0,1,0\nH,-0.05,1,0\n',
    'Cannot use calibration: @c.csv, line 3: the curve of H (a -0.05, b 1, c 0, 0.2 mm a tip) is wrong: it falls from 51 tips on (5 mm at 50, 4.998 mm at 51); up to 40 mm a minute rain must never be negative, nor less for more tips: mend the row',
  ],
] as const)
  test(`a calibration table with ${what} ends run, check and calibrate with 2, and says where`, async (t) => {
    const files = { 'c.csv': calib, 'r.txt': RAW };
    const run = await runWith(t, files, 'run --emit treated --gauge H --calib @c.csv @r.txt');
    t.is(run.code, 2);
    t.is(run.out, '');
    t.is(saidIn(run.err), message);
    const check = await runWith(t, files, 'check --gauge H --calib @c.csv');
    t.is(check.code, 2);
    t.true(check.out.endsWith(`\n1 wrong:\n  - ${message}\n`), check.out);
    const rows = 'gauge,time,tips,wind,battery\nH,1704070860,10,0,12.2\n';
    const calibrate = await runWith(t, files, 'calibrate --calib @c.csv -', rows);
    t.is(calibrate.code, 2);
    t.is(saidIn(calibrate.err), message);
  });

test('a gauges table with decimal commas ends every command that reads it with 2, and says where', async (t) => {
  const files = {
    'g.csv': 'gauge,folder,aliases,lon,lat,tip_mm\nH,H,,3,87,43,61,0,2\n',
    'c.csv': 'pluvio,a,b,c\nH,0,1,0\n',
    'r.txt': RAW,
  };
  const message =
    'Cannot read the gauges table: @g.csv, line 2, column 7: "61" stands under no column: 9 fields under the 6 of the header; if a decimal comma split a number, write a point, as in 3.87; mend it and run again';
  for (const line of [
    'run --emit treated --gauge H --calib @c.csv --gauges @g.csv @r.txt',
    'parse --gauges @g.csv @r.txt',
    'filter --gauges @g.csv @r.txt',
    'explain --gauges @g.csv @r.txt',
    'status --gauges @g.csv --out @out',
  ]) {
    const { code, err } = await runWith(t, files, line);
    t.is(code, 2, line);
    t.is(saidIn(err), message, line);
  }
});

test('with a gauges table and no --gauge its gauges are wanted, under any of their names, in any case', async (t) => {
  const files = {
    'g.csv': 'gauge,folder,aliases,tip_mm\nRueBrives,Rue,Rue de Brives|R. B.,0.2\nHérault,,,0.1\n',
    'c.csv': 'pluvio,a,b,c\nRUE DE BRIVES,0,1,0\nhérault,0,2,0\n',
    'r.txt': [...['Rue de Brives', '"r. b."', 'RUEBRIVES', 'He\u0301rault', 'HÉRAULT', 'Rue des Brives', 'Hydropolis']]
      .map((label, i) => `${label}, ${1704070860 + 60 * i}, 10, 0, 12.2\n`)
      .join(''),
  };
  const emit = 'run --emit treated --calib @c.csv --gauges @g.csv'.split(' ');
  const { code, out, err } = await runWith(t, files, [...emit, '@r.txt']);
  t.is(code, 0, err);
  t.deepEqual(readingsIn(out), [
    '2024-01-01 01:01:00,1704070860,RueBrives,2,0,12.2',
    '2024-01-01 01:02:00,1704070920,RueBrives,2,0,12.2',
    '2024-01-01 01:03:00,1704070980,RueBrives,2,0,12.2',
    '2024-01-01 01:04:00,1704071040,Hérault,2,0,12.2',
    '2024-01-01 01:05:00,1704071100,Hérault,2,0,12.2',
  ]);
  t.regex(err, /lines read 7 = kept 5 .* \+ filtered out 2/);
  const one = await runWith(t, files, [...emit, '--gauge', 'rue DE brives', '@r.txt']);
  t.is(one.code, 0, one.err);
  t.is(readingsIn(one.out).length, 3);
});

test('case decides between gauges that differ by nothing else, also where one of them is not wanted', async (t) => {
  const files = {
    'g.csv': 'gauge\nMse\nMSE\n',
    'c.csv': 'pluvio,a,b,c\nMse,0,1,0\nMSE,0,2,0\n',
    'r.txt': ['Mse', 'MSE', 'mse'].map((label, i) => `${label}, ${1704070860 + 60 * i}, 1, 0, 12.2\n`).join(''),
  };
  const emit = 'run --emit treated --calib @c.csv --gauges @g.csv';
  const both = await runWith(t, files, `${emit} @r.txt`);
  t.deepEqual(
    readingsIn(both.out),
    ['2024-01-01 01:01:00,1704070860,Mse,0.2,0,12.2', '2024-01-01 01:02:00,1704070920,MSE,0.4,0,12.2'],
    both.err,
  );
  const one = await runWith(t, files, `${emit} --gauge MSE @r.txt`);
  t.deepEqual(readingsIn(one.out), ['2024-01-01 01:02:00,1704070920,MSE,0.4,0,12.2'], one.err);
  const neither = await runWith(t, files, `${emit} --gauge mse @r.txt`);
  t.is(neither.code, 2);
  t.is(saidIn(neither.err), 'Cannot start: the gauge "mse" could be Mse or MSE; write it as the gauges table does');
});

test('check tells what may not be meant so: aliases that look like several, folders in other case, curves that are strange', async (t) => {
  const files = {
    'g.csv': 'gauge,folder,aliases,tip_mm\nMse,,MSE Mse2,\nUM,,,\n',
    'c.csv': 'pluvio,a,b,c\nMse,0,0,0\nUM,-0.001,1,0\n',
    'raw/MSE/a.txt': RAW,
    'raw/UM/a.txt': RAW,
  };
  const { code, out } = await runWith(t, files, 'check --calib @c.csv --gauges @g.csv --from @raw --out @out');
  t.is(code, 0, out);
  t.regex(out, /^gauges wanted +Mse, UM +gauges table$/m);
  t.regex(out, /^most mm a minute +40 +default$/m);
  t.true(
    out.endsWith(`
4 to look at:
  - @c.csv, line 2: the curve of Mse (a 0, b 0, c 0, 0.2 mm a tip): it gives 0 mm however many tips there are
  - the gauges table: "MSE Mse2" is one alias of Mse, with blanks; if it is several, write MSE|Mse2
  - @c.csv, line 3: the curve of UM (a -0.001, b 1, c 0, 0.2 mm a tip): it falls from 2501 tips on (250 mm at 2500, 249.99996 mm at 2501), which readings of an hour may reach
  - raw files: there is "MSE", not "Mse"; folders are read by their exact names

nothing is wrong
`),
    out,
  );
});

test('a run tells a curve that is strange, and goes on', async (t) => {
  const files = { 'c.csv': 'pluvio,a,b,c\nH,0,0,0\n', 'r.txt': RAW };
  const { code, err } = await runWith(t, files, 'run --gauge H --calib @c.csv --out @out @r.txt');
  t.is(code, 0, err);
  t.regex(
    err,
    /"level":40,.*the curve of H \(a 0, b 0, c 0, 0\.2 mm a tip\): it gives 0 mm however many tips there are/,
  );
});

test('--max-mm-per-min is the limit of the curves, and must be one', async (t) => {
  const files = { 'c.csv': 'pluvio,a,b,c\nH,-0.05,1,0\n', 'r.txt': RAW };
  const run = 'run --emit treated --gauge H --calib @c.csv';
  t.is((await runWith(t, files, `${run} @r.txt`)).code, 2);
  t.is((await runWith(t, files, `${run} --max-mm-per-min 4.5 @r.txt`)).code, 0);
  for (const value of ['0', '-1', '2,5', 'x', '', '1e999']) {
    const { code, err } = await runWith(t, files, `${run} --max-mm-per-min=${value} @r.txt`);
    t.is(code, 2, value);
    t.true(
      saidIn(err).includes(
        `--max-mm-per-min: "${value}" is no limit; expected mm a minute, more than 0, such as 40 or 2.5`,
      ),
      err,
    );
  }
});

test('triplets finds its gauge whatever the case, and to the letter where there are two', async (t) => {
  const rows = (names: readonly string[]): string =>
    `gauge,time,tips,wind,battery,rain_mm\n${names.map((name, i) => `${name},${1704070860 + 60 * i},1,0,12.2,0.2\n`).join('')}`;
  const one = await runWith(t, {}, 'triplets --year 2024 --gauge MSE -', rows(['Mse', 'UM']));
  t.regex(one.out, /% column 1: Mse\n527040 1 1\n62 1 0\.2\n$/);
  const two = await runWith(t, {}, 'triplets --year 2024 --gauge MSE -', rows(['Mse', 'MSE']));
  t.regex(two.out, /% column 1: MSE\n527040 1 1\n63 1 0\.2\n$/);
});
