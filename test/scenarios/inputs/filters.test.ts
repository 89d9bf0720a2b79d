import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { childEnv, PLUVIO, pluvio, shell, tempFolder } from '../../support/pluvio.js';

const RAW = 'Hydropolis, 1704067200, 1, 0, 12.290\nPolytech, 1704067260, 0, , na\nbad line\n';

test('parse writes readings as CSV, says what it could not use, and keeps it', async (t) => {
  const cwd = tempFolder(t);
  const { code, stdout, stderr } = await pluvio(['parse', '--rejects', 'rejects.csv'], { input: RAW, cwd });
  t.is(code, 0);
  t.is(
    stdout.toString(),
    'gauge,time,tips,wind,battery\nHydropolis,1704067200,1,0,12.29\nPolytech,1704067260,0,na,na\n',
  );
  t.is((JSON.parse(stderr) as { msg: string }).msg, '1 line could not be used: 1 × too-few-fields');
  t.is(readFileSync(join(cwd, 'rejects.csv'), 'utf8'), 'Source,Line,Reason,Text\nstdin,3,too-few-fields,bad line\n');
});

test('parse --strict ends with 3 where a line could not be used', async (t) => {
  t.is((await pluvio(['parse', '--strict'], { input: RAW })).code, 3);
});

test('parse --ndjson writes one object per line, null for what is missing', async (t) => {
  const { stdout } = await pluvio(['parse', '--ndjson', '--quiet'], { input: RAW });
  t.is(
    stdout.toString(),
    '{"gauge":"Hydropolis","time":1704067200,"tips":1,"wind":0,"battery":12.29}\n{"gauge":"Polytech","time":1704067260,"tips":0,"wind":null,"battery":null}\n',
  );
});

test('a filter without input writes its header', async (t) => {
  t.is((await pluvio(['parse'])).stdout.toString(), 'gauge,time,tips,wind,battery\n');
  const line = 'pluvio parse | pluvio calibrate --uncalibrated';
  t.is((await shell(line)).stdout.toString(), 'gauge,time,tips,wind,battery,rain_mm\n');
});

test('parse writes its first reading while its input is still open', async (t) => {
  const child = spawn(process.execPath, [PLUVIO, 'parse'], { env: childEnv(), timeout: 20_000 });
  child.stdin.write('Hydropolis, 1704067200, 0, 0, 12.2\n');
  const first = await new Promise<string>((resolve) =>
    child.stdout.once('data', (piece: Buffer) => resolve(piece.toString())),
  );
  child.stdin.end();
  t.is(first, 'gauge,time,tips,wind,battery\nHydropolis,1704067200,0,0,12.2\n');
});

for (const line of [
  'pluvio parse big.txt | head -1',
  'pluvio parse big.txt | pluvio calibrate --uncalibrated | head -1',
  'pluvio run --uncalibrated --emit treated big.txt | head -1',
  'pluvio parse --ndjson < big.txt | head -1',
]) {
  test(`a closed pipe ends quietly: ${line}`, async (t) => {
    const cwd = tempFolder(t);
    const rows = Array.from({ length: 200_000 }, (_, i) => `Hydropolis, ${1704067200 + 60 * i}, 0, 0, 12.2`);
    writeFileSync(join(cwd, 'big.txt'), `${rows.join('\n')}\n`);
    const { code, stdout, stderr } = await shell(line, { cwd });
    t.is(stderr, '');
    t.is(code, 0);
    t.is(stdout.toString().split('\n').length, 2);
  });
}

test('triplets says what to give where there are several matrices', async (t) => {
  const input = 'gauge,time,tips,wind,battery,rain_mm\nA,1704067200,1,0,12,0.2\nB,1672531200,1,0,12,0.2\n';
  const years = await pluvio(['triplets'], { input });
  t.is(years.code, 2);
  t.is(
    years.stderr,
    'pluvio: Cannot make one matrix: there are readings of 2024, 2023; choose with --year, such as --year 2023\n',
  );
  const plain = await pluvio(['triplets'], { input: input.replaceAll(',rain_mm', '').replaceAll(',0.2', '') });
  t.is(plain.stderr, 'pluvio: Cannot use stdin: it has no column rain_mm; put pluvio calibrate before this\n');
});

test('calibrate lets no implausible row flow on, and tells it as parse tells its rejects', async (t) => {
  const cwd = tempFolder(t);
  const codes = [1, 65_535, 4_294_967_295, 2]
    .map((tips, i) => `H, ${1704067200 + 60 * i}, ${tips}, 0, 12.2\n`)
    .join('');
  const { code, stdout, stderr } = await shell(
    'pluvio parse | pluvio calibrate --uncalibrated --rejects rejects.csv --strict',
    { input: codes, cwd },
  );
  t.is(code, 3);
  t.is(
    stdout.toString(),
    'gauge,time,tips,wind,battery,rain_mm\nH,1704067200,1,0,12.2,0.2\nH,1704067380,2,0,12.2,0.4\n',
  );
  t.is((JSON.parse(stderr) as { msg: string }).msg, '2 lines could not be used: 2 × implausible');
  t.is(
    readFileSync(join(cwd, 'rejects.csv'), 'utf8'),
    'Source,Line,Reason,Text\nstdin,3,implausible,"H,1704067260,65535,0,12.2"\nstdin,4,implausible,"H,1704067320,4294967295,0,12.2"\n',
  );
});

test('parse and run keep the rain beside a wind or battery that is no number, and say how often', async (t) => {
  const input =
    'H, 1704070860, 3, ---, 12.2\nH, 1704070920, 4, 0, 12.2V\nH, 1704070980, 5, N, 12.2\nH, 1704071040, 6, 0, 12.2\n';
  const parsed = await pluvio(['parse'], { input });
  t.true(
    parsed.stdout
      .toString()
      .endsWith('\nH,1704070860,3,na,12.2\nH,1704070920,4,0,na\nH,1704070980,5,na,12.2\nH,1704071040,6,0,12.2\n'),
  );
  t.regex((JSON.parse(parsed.stderr) as { msg: string }).msg, /^3 mended: /);
  const cwd = tempFolder(t);
  const run = await pluvio(['run', '--gauge', 'H', '--uncalibrated', '--out', 'out'], { input, cwd });
  t.true(run.stderr.includes('"mended":3') && run.stderr.includes('3 mended: the wind or battery'), run.stderr);
  const again = await pluvio(['run', '--gauge', 'H', '--uncalibrated', '--json', '--out', 'again'], { input, cwd });
  const { total, gauges } = JSON.parse(again.stdout.toString()) as {
    total: object;
    gauges: { tally: object; years: { rainMm: number }[] }[];
  };
  t.like(total, { mended: 3, kept: 4, quarantined: 0 });
  t.like(gauges[0]!.tally, { mended: 3 });
  t.is(gauges[0]!.years[0]!.rainMm, 3.6);
  const emitted = await pluvio(['run', '--gauge', 'H', '--uncalibrated', '--emit', 'treated'], { input });
  t.true(emitted.stderr.includes('3 mended: the wind or battery is not a number'), emitted.stderr);
});

test('calibrate names the gauge that has no calibration', async (t) => {
  const cwd = tempFolder(t);
  writeFileSync(join(cwd, 'calib.csv'), 'pluvio,a,b,c\nHydropolis,0,1,0\n');
  const { code, stderr } = await shell('pluvio parse --quiet | pluvio calibrate --calib calib.csv', {
    input: RAW,
    cwd,
  });
  t.is(code, 2);
  t.regex(
    stderr,
    /pluvio: Cannot calibrate "Polytech": calib\.csv has no row for it; add one, or say --uncalibrated\n/,
  );
});

test('run says whose lines came in where none is of a wanted gauge', async (t) => {
  const input = 'Elsewhere, 1704067200, 1, 0, 12\nOther, 1704067200, 1, 0, 12\n';
  const cwd = tempFolder(t);
  for (const more of [
    ['--emit', 'treated'],
    ['--out', 'out'],
  ]) {
    const { code, stderr } = await pluvio(['run', '--uncalibrated', '--log-format', 'pretty', ...more], { input, cwd });
    t.is(code, 0);
    t.true(
      stderr.startsWith(
        'warning: no line is of a wanted gauge; there are lines of "Elsewhere", "Other": choose with --gauge\n',
      ),
      stderr,
    );
  }
});

test('filter tells what it passed over, under one run', async (t) => {
  const input = 'gauge,time,tips,wind,battery\nA,1704067200,1,0,12\nB,1704067200,1,0,12\nC,1704067200,1,0,12\n';
  const { stdout, stderr } = await pluvio(['filter', '--gauge', 'B'], { input });
  t.is(stdout.toString(), 'gauge,time,tips,wind,battery\nB,1704067200,1,0,12\n');
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { run: string; msg: string });
  t.deepEqual(
    lines.map(({ msg }) => msg),
    ['1 reading of A filtered out', '1 reading of C filtered out'],
  );
  t.is(lines[0]!.run, lines[1]!.run);
});
