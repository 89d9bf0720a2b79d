import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import type { Manifest } from '../../../src/domain/manifest.js';
import type { RunSummary } from '../../../src/pipeline/run/summary.js';
import { pluvioAt, tempFolder } from '../../support/pluvio.js';

const START_S = 1704070860;
const NOW_S = START_S + 86_400;
const RAW = 'H_010124_010100.txt';

/** A folder of its own for each series, with a source, and outputs of the rounds and of one run over the whole file. */
function scene(
  folder: string,
  more: readonly string[] = [],
): { write: (name: string, text: string) => void; round: Run } {
  mkdirSync(join(folder, 'raw/H'), { recursive: true });
  writeFileSync(join(folder, 'calib.csv'), 'pluvio,a,b,c\nH,0,1,0\n');
  const args = ['--json', '--gauge', 'H', '--calib', join(folder, 'calib.csv'), '--from', join(folder, 'raw')].concat(
    more,
  );
  return {
    write: (name, text) => writeFileSync(join(folder, 'raw/H', name), text),
    round: async (out, to) => {
      const target = to === undefined ? [] : ['--to', join(folder, to)];
      const all = ['update', ...args, '--out', join(folder, out), ...target, '--delete-raw', '--settle', '0'];
      const { code, stdout, stderr } = await pluvioAt(NOW_S, all);
      if (code !== 0) throw new Error(stderr);
      return { summary: JSON.parse(stdout.toString()) as RunSummary, stderr };
    },
  };
}

/** One round into an output folder, and to a target where one is named. */
type Run = (out: string, to?: string) => Promise<Round>;

interface Round {
  readonly summary: RunSummary;
  readonly stderr: string;
}

/** What a year's files hold; those of a year without a reading are as good as none. */
function outputs(out: string): Record<string, string> {
  const year = join(out, 'H/2024');
  const names = existsSync(year) ? readdirSync(year).filter((name) => !name.includes('manifest')) : [];
  const files = names.map((name) => [name, readFileSync(join(year, name), 'utf8')] as const);
  return files.some(([, text]) => text.includes(`,H,`)) ? Object.fromEntries(files) : {};
}

function manifestIn(out: string): Manifest | undefined {
  const path = join(out, 'H/2024/H_manifest_2024.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : undefined;
}

const rowsOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(1) : [];

const values = fc.constantFrom(
  ...['0, 0, 12.2', '3, 0, 12.25', '12, 1.5, 12', '30, 0, 12.20', '007, 00.5, 12.5V', '1, -0.5, 11'],
  ...['65535, 0, 12.2', '4, 0, 12,2', '12x, 0, 12.2', '65, 0', '7,', '655350'],
);
const series = fc.array(values, { minLength: 1, maxLength: 4 });

test('a series cut anywhere, in however many rounds, ends as the whole file does that is read once', async (t) => {
  const base = tempFolder(t);
  let example = 0;
  await fc.assert(
    fc.asyncProperty(series, fc.array(fc.nat(120), { maxLength: 3 }), fc.boolean(), async (list, at, isElsewhere) => {
      const folder = join(base, String(example++));
      const text = list.map((rest, i) => `H, ${START_S + 60 * i}, ${rest}\n`).join('');
      const cuts = [...new Set(at.map((cut) => cut % text.length))].sort((a, b) => a - b);
      const rounds = scene(folder);
      let [linesRead, booked] = [0, 0];
      for (const content of [...cuts.map((cut) => text.slice(0, cut)), text]) {
        rounds.write(isElsewhere && content === text ? 'H_010124_010500.txt' : RAW, content);
        const { total } = (await rounds.round('out')).summary;
        linesRead += total.linesRead;
        booked += total.kept + total.duplicates + total.conflicts + total.quarantined;
      }
      const [out, once] = [join(folder, 'out'), join(folder, 'once')];
      const { write, round } = scene(join(folder, 'other'));
      write(RAW, text);
      await round('../once');
      const said = JSON.stringify({ text, cuts, isElsewhere });
      t.deepEqual(outputs(out), outputs(once), said);
      t.is(linesRead, booked);
      const { readings = 0, provisional, accounting } = manifestIn(out) ?? {};
      t.is(readings, rowsOf(join(once, 'H/2024/H_concatenated_2024.csv')).length);
      t.is(provisional, undefined, said);
      if (accounting) {
        const { kept, duplicates, conflicts, quarantined } = accounting;
        t.is(accounting.linesRead, kept + duplicates + conflicts + quarantined);
        t.is(kept, readings);
        t.is(conflicts, 0);
      }
      const texts = (path: string): string[] => rowsOf(path).map((row) => row.replace(/^[^,]*,\d+,/, ''));
      const kept = new Set(texts(join(out, 'quarantine/H.csv')));
      for (const row of texts(join(once, 'quarantine/H.csv'))) t.true(kept.has(row), `${row} in ${said}`);
    }),
    {
      numRuns: 15,
      // Of these the half alone in its file is a reading.
      examples: [
        [['65535, 0, 12.2'], [19], false],
        [['4, 0, 12,2', '3, 0, 12.25'], [25], true],
        [['12x, 0, 12.2'], [17, 18], false],
      ],
    },
  );
});

test('half a line that was published is taken back when the whole of it cannot be used, and that is told', async (t) => {
  const folder = tempFolder(t);
  const { write, round } = scene(folder);
  write('H_010124_000100.txt', `H, ${START_S - 3600}, 4, 0, 12.2\n`);
  write(RAW, `H, ${START_S}, 65`);
  await round('out');
  t.is(rowsOf(join(folder, 'out/H/2024/H_concatenated_2024.csv')).length, 2);
  write(RAW, `H, ${START_S}, 65535, 0, 12.2\n`);
  const { summary, stderr } = await round('out');
  t.is(summary.withdrawn, 1);
  t.like(summary.total, { linesRead: 1, kept: 0, quarantined: 1 });
  t.regex(stderr, /H 2024: 1 reading taken back: half of a line, the whole of which stands in the quarantine/);
  t.is(rowsOf(join(folder, 'out/H/2024/H_concatenated_2024.csv')).length, 1);
  const { readings, rainMm, accounting } = manifestIn(join(folder, 'out'))!;
  t.is(readings, 1);
  t.is(rainMm, 0.8);
  t.deepEqual(accounting, { linesRead: 2, kept: 1, duplicates: 1, conflicts: 0, quarantined: 0 });
  t.false(existsSync(join(folder, 'raw/H', RAW)));
  // The half comes again, in another run or in one without a memory: what the quarantine keeps speaks against it.
  write(RAW, `H, ${START_S}, 655`);
  const again = await round('out');
  t.like(again.summary.total, { linesRead: 1, kept: 0, duplicates: 1 });
  t.is(rowsOf(join(folder, 'out/H/2024/H_concatenated_2024.csv')).length, 1);
  t.false(existsSync(join(folder, 'raw/H', RAW)));
});

test('copies that went apart are united by what their lines were: half a line brings no whole one down, nor comes back', async (t) => {
  for (const [whole, rows] of [
    ['12, 0, 12.2', [`${START_S - 60},H,4`, `${START_S},H,12`]],
    ['12x, 0, 12.2', [`${START_S - 60},H,4`]],
  ] as const) {
    for (const isBehind of [true, false]) {
      const folder = tempFolder(t);
      const { write, round } = scene(folder);
      const series = (out: string): string[] =>
        rowsOf(join(folder, out, 'H/2024/H_concatenated_2024.csv')).map((row) => row.split(',').slice(1, 4).join(','));
      write('H_010124_010000.txt', `H, ${START_S - 60}, 4, 0, 12.2\n`);
      write(RAW, `H, ${START_S}, 1`);
      await round('one', 'target');
      write(RAW, `H, ${START_S}, ${whole}\n`);
      // Another machine publishes the whole line, or this one does not come to publish it.
      if (isBehind) await round('two', 'target');
      else await round('one');
      await round('one', 'target');
      t.deepEqual(series('one'), rows, `${whole} ${isBehind}`);
      t.deepEqual(series('target'), rows, `${whole} ${isBehind}`);
    }
  }
});

test('half a line of a described format gives way to the whole one too, whatever its columns, in the same run or a later one', async (t) => {
  const head = 'time,tips\n2024-01-01T01:00:00Z,4\n';
  const half = '2024-01-01T01:01:00Z,1';
  for (const [isLater, name] of [
    [true, RAW],
    [true, 'H_010124_010200.txt'],
    [false, 'H_010124_010200.txt'],
  ] as const) {
    const folder = tempFolder(t);
    const { write, round } = scene(folder, ['--format', 'iso-csv']);
    write(RAW, head + half);
    if (isLater) await round('out');
    write(name, `${head}${half}2\n`);
    const { summary } = await round('out');
    t.is(summary.total.conflicts, 0);
    const rows = rowsOf(join(folder, 'out/H/2024/H_concatenated_2024.csv'));
    t.deepEqual(
      rows.map((row) => row.split(',').slice(1, 4).join(',')),
      [`${START_S - 60},H,4`, `${START_S},H,12`],
    );
    t.false(existsSync(join(folder, 'raw/H', name)));
  }
});

test('a file whose half line lost to another reading is left: nobody sent the whole of that line', async (t) => {
  for (const [first, second] of [
    [`H, ${START_S}, 9, 0, 12\n`, `H, ${START_S + 60}, 1, 0, 12\nH, ${START_S}, 5, 0, 1`],
    [`H, ${START_S}, 9\n`, `H, ${START_S}, 5`],
  ] as const) {
    const folder = tempFolder(t);
    const { write, round } = scene(folder);
    write('H_010124_010000.txt', first);
    write(RAW, second);
    const { summary, stderr } = await round('out');
    t.is(summary.total.conflicts, 1);
    t.false(existsSync(join(folder, 'raw/H/H_010124_010000.txt')));
    t.true(existsSync(join(folder, 'raw/H', RAW)));
    t.regex(stderr, /H_010124_010100\.txt is left where it is: its last line has no end/);
  }
});

test('half of a time, or of a name, that ends a line of a described format is none', async (t) => {
  const head = 'tips,time\n2,2024-01-01 01:00\n';
  const folder = tempFolder(t);
  const description = join(folder, 'd.toml');
  const time = 'time = { column = "time", format = "%Y-%m-%d %H:%M", zone = "UTC" }';
  writeFileSync(description, `${time}\nvalue = { column = "tips", kind = "tips" }\n`);
  const { write, round } = scene(folder, ['--format', description]);
  for (const cut of ['7,2024-01-01 01:1', '7,2024-01-01 1']) {
    write(RAW, head + cut);
    t.is((await round('out')).summary.total.quarantined, 1, cut);
    t.true(existsSync(join(folder, 'raw/H', RAW)), cut);
  }
  write(RAW, `${head}7,2024-01-01 01:12`);
  t.is((await round('out')).summary.total.kept, 1);
  write(RAW, `${head}7,2024-01-01 01:12\n`);
  await round('out');
  const rows = rowsOf(join(folder, 'out/H/2024/H_concatenated_2024.csv'));
  t.deepEqual(
    rows.map((row) => row.split(',').slice(1, 4).join(',')),
    [`${START_S - 60},H,2`, `${START_S + 660},H,7`],
  );
  t.false(existsSync(join(folder, 'raw/H', RAW)));
});
