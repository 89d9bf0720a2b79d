import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { pluvioAt, tempFolder, type Result } from '../../support/pluvio.js';

const NOW_S = Date.UTC(2024, 5, 1) / 1000;
const OF_2003_S = Date.UTC(2003, 0, 1) / 1000;
const OF_2024_S = Date.UTC(2024, 0, 1) / 1000;

interface Place {
  readonly folder: string;
  /** Runs a command between the output folder and the target. */
  readonly run: (...args: string[]) => Promise<Result>;
  readonly quarantine: (place?: 'out' | 'there') => string[];
  readonly read: (path: string) => string;
}

/** A gauge whose file has a day of 2003, lines of 2024, and lines that nobody understands. */
function place(t: ExecutionContext): Place {
  const folder = tempFolder(t);
  mkdirSync(join(folder, 'raw', 'A'), { recursive: true });
  const lines = Array.from(
    { length: 60 },
    (_, i) => `A, ${OF_2003_S + 60 * (i + 1)}, ${i % 10 === 0 ? 1 : 0}, 0, 12.3`,
  );
  lines.push(`A, ${OF_2024_S + 60}, 2, 0, 12`, `A, ${OF_2024_S + 120}, 7999, 0, 12`, `A, ${OF_2024_S + 60}, 3, 0, 12`);
  lines.push('A, 17040673', 'A, x, 1, 0, 12', `A, ${OF_2003_S + 60 * 60}, 5, 0, 12.3`);
  writeFileSync(join(folder, 'raw', 'A', 'A_010124_000100.txt'), `${lines.join('\n')}\nA, ${OF_2024_S + 180}, 1`);
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  return {
    folder,
    run: (command, ...args) =>
      pluvioAt(NOW_S, [
        ...[command, '--gauge', 'A', '--out', join(folder, 'out'), '--to', join(folder, 'there'), '--quiet', ...args],
        ...(command === 'replay' ? [] : ['--from', join(folder, 'raw')]),
      ]),
    quarantine: (where = 'out') => read(`${where}/quarantine/A.csv`).trim().split('\n').slice(1),
    read,
  };
}

test('replay --quarantine: a history that was taken for a clock fault comes back, and is marked there', async (t) => {
  const { run, quarantine, read } = place(t);
  t.is((await run('init', '--uncalibrated')).code, 0);
  const before = quarantine();
  t.is(before.filter((row) => row.includes(',clock-before-start,')).length, 61);
  const asked = ['--uncalibrated', '--quarantine', '--not-before', '2000-01-01', '--json'];

  const looked = await run('replay', ...asked, '--dry-run');
  const report = JSON.parse(looked.stdout.toString()) as { quarantines: unknown[] };
  t.like(report.quarantines[0], { gauge: 'A', understood: [{ gauge: 'A', year: 2003, lines: 61 }] });
  t.deepEqual(quarantine(), before, 'a dry run changes nothing');
  t.throws(() => read('out/A/2003/A_treated_2003.csv'));

  const replayed = await run('replay', ...asked);
  t.is(replayed.code, 0, replayed.stderr);
  t.like((JSON.parse(replayed.stdout.toString()) as { quarantines: unknown[] }).quarantines[0], { conflicts: 1 });
  const treated = read('there/A/2003/A_treated_2003.csv').trim().split('\n').slice(1);
  t.is(treated.length, 60);
  t.is(treated.filter((row) => row.split(',')[3] === '0.2').length, 6);
  // The reading that lost to another of its stamp stays as it was; so does what nobody understands, and what is too much rain.
  const reasons = quarantine()
    .map((row) => row.split(',')[2])
    .sort();
  const others = before.map((row) => row.split(',')[2]).filter((reason) => reason !== 'clock-before-start');
  t.deepEqual(reasons, [...others, 'clock-before-start', ...Array.from({ length: 60 }, () => 'replayed')].sort());
  t.deepEqual(quarantine('there'), quarantine());
  t.deepEqual(
    quarantine().map((row) => row.replace(/,(replayed|clock-before-start),/, ',?,')),
    before.map((row) => row.replace(',clock-before-start,', ',?,')),
    'every line is still there',
  );

  // The raw file is still there: read again with the old limit, its lines stay marked.
  t.is((await run('init', '--uncalibrated')).code, 0);
  t.deepEqual(
    quarantine()
      .map((row) => row.split(',')[2])
      .sort(),
    reasons,
  );
  const again = await run('replay', ...asked);
  t.like((JSON.parse(again.stdout.toString()) as { quarantines: unknown[] }).quarantines[0], {
    understood: [{ lines: 1 }],
    conflicts: 1,
  });
});

test('replay --quarantine: a higher limit of rain is a setting as any other; a line is judged by a minute, not by an hour', async (t) => {
  const { run, quarantine } = place(t);
  await run('init', '--uncalibrated');
  const implausible = (): number => quarantine().filter((row) => row.includes(',implausible,')).length;
  t.is(implausible(), 1);
  await run('replay', '--uncalibrated', '--quarantine');
  t.is(implausible(), 1);
  await run('replay', '--uncalibrated', '--quarantine', '--max-mm-per-min', '2000');
  t.is(implausible(), 0);
});

test('replay: years are made by the tables of today, from what is published; --dry-run says their rain before and after', async (t) => {
  const { run, read, folder } = place(t);
  await run('init', '--uncalibrated', '--not-before', '2000-01-01');
  const table = join(folder, 'calib.csv');
  writeFileSync(table, 'pluvio,a,b,c,from\nA,0,1,0,\nA,0,2,0,2003-01-01 00:31\nA,0,1,0,2003-06-01\n');
  const looked = await run('replay', '--calib', table, '--dry-run');
  t.regex(looked.stdout.toString(), /^A +2003 +60 +0 +1\.200 +1\.800$/m);
  t.notRegex(looked.stdout.toString(), /2024/, 'a row that touches no reading of a year changes nothing of it');
  t.regex(read('out/A/2003/A_manifest_2003.json'), /"rainMm": 1.2/);
  const replayed = await run('replay', '--calib', table, '--json');
  t.like(JSON.parse(replayed.stdout.toString()), {
    years: [{ gauge: 'A', year: 2003, rainMmBefore: 1.2, rainMmAfter: 1.8 }],
  });
  t.deepEqual(read('there/A/2003/A_treated_2003.csv'), read('out/A/2003/A_treated_2003.csv'));
  t.regex((await run('replay', '--calib', table)).stdout.toString(), /^nothing to replay/);
});

test('replay: what is asked for wrongly is said', async (t) => {
  const { run } = place(t);
  const wrong = await run('replay', '--uncalibrated', '--year', '24', '--quarantine');
  t.is(wrong.code, 2);
  t.regex(wrong.stderr, /--year: "24" is no year/);
  t.regex(wrong.stderr, /--year and --quarantine/);
});
