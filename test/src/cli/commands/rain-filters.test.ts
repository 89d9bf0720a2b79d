import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import test from 'ava';
import { childEnv, pluvio, PLUVIO, shell, tempFolder } from '../../../support/pluvio.js';
import { lottery, plainSum, type PlainReading } from '../../analyses/plain.js';

/** 2023-12-30 00:00:00 UTC: the record goes over New Year. */
const START_S = 1_703_894_400;
const MINUTES = 6 * 1440;
/** Lost: an hour on the third day. */
const LOST = { from: 3000, to: 3060 };

const draw = lottery(20);
const MADE = Array.from({ length: MINUTES }, (_, i) => ({
  timeS: START_S + 60 * (i + 1),
  tips: draw() < (i % 1000 < 200 ? 0.4 : 0.002) ? Math.ceil(draw() * 4) : 0,
})).filter((_, i) => i < LOST.from || i >= LOST.to);
const READINGS: PlainReading[] = MADE.map(({ timeS, tips }) => ({
  timeS,
  rainMm: Math.round(tips * 0.2 * 1e6) / 1e6,
  fromS: timeS - 60,
  intervalS: 60,
}));
const CSV = `gauge,time,tips,wind,battery,rain_mm\n${MADE.map(({ timeS, tips }, i) => `H,${timeS},${tips},0,12,${READINGS[i]!.rainMm}\n`).join('')}`;

function rowsOf(text: string): Record<string, string>[] {
  const [header, ...rows] = text.trim().split('\n');
  const names = header!.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, i) => [names[i]!, cell])));
}

async function outputFolder(folder: string): Promise<string> {
  mkdirSync(join(folder, 'H'));
  writeFileSync(
    join(folder, 'H', 'H_301223_000100.txt'),
    MADE.map(({ timeS, tips }) => `H, ${timeS}, ${tips}, 0, 12\n`).join(''),
  );
  const { code, stderr } = await pluvio(
    ['run', 'H/H_301223_000100.txt', '--gauge', 'H', '--uncalibrated', '--out', 'out'],
    { cwd: folder },
  );
  if (code !== 0) throw new Error(stderr);
  return join(folder, 'out');
}

test('accumulate: a row a minute in the columns of the pages that read it, by time and not by row', async (t) => {
  const { code, stdout, stderr } = await pluvio(['accumulate', '--every', '1m'], { input: CSV });
  t.is(code, 0, stderr);
  const text = stdout.toString();
  t.is(text.split('\n')[0], 'Timestamp,P5min,P10min,P30min,P1h,P2h,P4h,P12h,P24h,P48h,P72h');
  const rows = rowsOf(text);
  t.is(rows.length, MINUTES, 'the lost hour has rows too');
  for (let i = 0; i < rows.length; i += 41) {
    const end = Number(rows[i]!.Timestamp);
    for (const [name, windowS, least] of [
      ['P5min', 300, 5],
      ['P1h', 3600, 60],
      ['P12h', 43_200, 684],
      ['P72h', 259_200, 4104],
    ] as const) {
      const seen = READINGS.filter(({ timeS }) => timeS > end - windowS && timeS <= end);
      if (seen.length < least) t.is(rows[i]![name], 'na', `${end} ${name}`);
      else t.true(Math.abs(Number(rows[i]![name]) - plainSum(READINGS, end - windowS, end)) < 1e-6, `${end} ${name}`);
    }
  }
});

test('accumulate, totals, events: published years give the bytes that the readings give, over New Year too', async (t) => {
  const folder = tempFolder(t);
  const out = await outputFolder(folder);
  for (const args of [
    ['accumulate', '--every', '7m', '--windows', '5m,1h,72h', '--coverage', '--decimals', '1'],
    ['accumulate', '--ndjson', '--every', '1h', '--since', '2024-01-01', '--until', '2024-01-02'],
    ['totals', '--period', 'hour,day,day06,month'],
    ['totals', '--ndjson', '--since', '2023-12-31', '--until', '2024-01-03'],
    ['events', '--min-depth', '0'],
    ['events', '--gap', '2h', '--since', '2024-01-01'],
    ['events', '--sensitivity'],
  ]) {
    const piped = await pluvio(args, { input: CSV });
    const published = await pluvio([...args, '--from', out]);
    t.is(piped.code, 0, piped.stderr);
    t.is(published.stdout.toString(), piped.stdout.toString(), args.join(' '));
    t.true(piped.stdout.length > 100, args.join(' '));
  }
});

test('totals: a day with a lost hour is told with its coverage, and is na where all of it is asked for', async (t) => {
  const rows = rowsOf((await pluvio(['totals'], { input: CSV })).stdout.toString());
  const lost = rows.find(({ Start }) => Start === '2024-01-01 00:00:00')!;
  t.is(lost.Coverage, '0.9583');
  t.true(Math.abs(Number(lost.Rain) - plainSum(READINGS, START_S + 2 * 86_400, START_S + 3 * 86_400)) < 1e-6);
  const strict = rowsOf((await pluvio(['totals', '--min-coverage', '1'], { input: CSV })).stdout.toString());
  t.deepEqual(
    strict.filter(({ Rain }) => Rain === 'na').map(({ Start }) => Start),
    ['2024-01-01 00:00:00'],
  );
});

test('accumulate: rows come before the input has ended', async (t) => {
  const child = spawn(process.execPath, [PLUVIO, 'accumulate', '--every', '1h'], { env: childEnv() });
  const seen = new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      if (text.split('\n').length > 20) resolve(text);
    });
  });
  child.stdin.write(CSV.slice(0, CSV.indexOf('\n', 100_000) + 1));
  t.regex(await seen, /^Timestamp,/);
  child.stdin.end();
  await new Promise((resolve) => child.on('close', resolve));
});

test('rain filters: what cannot be used is said with what to do', async (t) => {
  const lines = CSV.split('\n');
  const late = [...lines.slice(0, 50), lines[10], ...lines.slice(50)].join('\n');
  const tries: [string[], string, RegExp][] = [
    [['totals'], late, /line 51: .* comes after .*; put pluvio bucket before this/],
    [
      ['totals'],
      [...lines.slice(0, 20), lines[19]!.replace(/[^,]*$/, '9'), ''].join('\n'),
      /line 21: another reading is stamped/,
    ],
    [['totals'], CSV.replace('\nH,', '\nG,'), /there are G, H; choose with --gauge/],
    [['events'], 'gauge,time,tips,wind,battery\nH,1704067200,0,0,12\n', /no column rain_mm; put pluvio calibrate/],
    [['totals', '--period', 'week'], '', /there is no "week"/],
    [['accumulate', '--every', '1w'], '', /--every: "1w" is not a duration/],
    [['accumulate', '--min-coverage', '2'], '', /--min-coverage: "2" is not a number from 0 to 1/],
    [['events', '--gap', '6h,7h'], '', /2 durations are given; expected one, or twelve/],
    [['totals', '--since', '2024-01-02', '--until', '2024-01-01'], '', /is not after --since/],
    [['totals', '--from', tempFolder(t)], '', /no published gauge/],
    [['totals', '--from', 'x', 'file.csv'], '', /Give files or --from, not both/],
  ];
  for (const [args, input, expected] of tries) {
    const { code, stderr } = await pluvio(args, { input });
    t.is(code, 2, args.join(' '));
    t.regex(stderr, expected, args.join(' '));
  }
});

test('rain filters: a repeated reading changes nothing, an empty input is a header, a closed pipe no failure', async (t) => {
  const lines = CSV.split('\n');
  const twice = [...lines.slice(0, 50), lines[49], ...lines.slice(50)].join('\n');
  t.is(
    (await pluvio(['totals'], { input: twice })).stdout.toString(),
    (await pluvio(['totals'], { input: CSV })).stdout.toString(),
  );
  for (const [name, header] of [
    ['accumulate', 'Timestamp,P5min'],
    ['totals', 'Period,Start,End,Rain,Coverage,Max5min,Max6min,Max10min,Max15min,Max30min,Max60min\n'],
    ['events', 'Start,End,Duration_min,Depth,I5,I5_End'],
  ] as const) {
    const empty = await pluvio([name], { input: 'gauge,time,tips,wind,battery,rain_mm\n' });
    t.is(empty.code, 0, empty.stderr);
    t.true(empty.stdout.toString().startsWith(header));
  }
  const closed = await shell('pluvio accumulate | head -2', { input: CSV });
  t.is(closed.code, 0, closed.stderr);
});
