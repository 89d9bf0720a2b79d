import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { placeInLine } from '../../../src/raw/network-line/place-in-line.js';
import { spacingOf } from '../../../src/cli/explain/spacing.js';
import { pluvio, tempFolder } from '../../support/pluvio.js';

test('explain says what a file holds, and shows the place in each line that cannot be used', async (t) => {
  const input = [
    'Hydropolis, 1704067200, 0, 0, 12',
    'Hydropolis, 17040x7260, 0, 0, 12.5',
    'Hydropolis, 1704067260, 1.5, 0, 12',
    'Hydropolis, 1704067261, 1, 0, 12.5',
    'Hydropolis, 1704153600, 2, 0, 12.5',
    'Hydropolis, 1704067',
  ].join('\n');
  const { code, stdout } = await pluvio(['explain'], { input });
  t.is(code, 0);
  t.is(
    stdout.toString(),
    `stdin
  gauge      Hydropolis, by the label inside
  labels     "Hydropolis" × 3
  readings   3, 2024-01-01 00:00:00 to 2024-01-02 00:00:00 UTC
  interval   none to be seen; jitter up to 0 s
  gaps       2
               2024-01-01 00:00:00 to 2024-01-01 00:01:01, 1 min
               2024-01-01 00:01:01 to 2024-01-02 00:00:00, 24 h
  rain       3 tips in 2 readings
  battery    12 to 12.5 V
  line 2: stamp-not-a-number: the stamp is not a whole number of seconds
    Hydropolis, 17040x7260, 0, 0, 12.5
                ^^^^^^^^^^
  line 3: tips-not-a-count: the tip count is not a whole number from 0 to 4294967295
    Hydropolis, 1704067260, 1.5, 0, 12
                            ^^^
  line 6: cut-off: the file ends inside this line: its other lines are longer, and this one has no line end
    Hydropolis, 1704067
                       ^
  pluvio     would put 3 readings into Hydropolis/2024; would put 3 lines into quarantine/Hydropolis.csv
`,
  );
});

test('explain says that a gauge is not wanted, and that there is nothing', async (t) => {
  const foreign = await pluvio(['explain'], { input: 'Elsewhere, 1704067200, 0, 0, 12\n' });
  t.regex(foreign.stdout.toString(), /would pass it over: no wanted gauge/);
  t.is((await pluvio(['explain'])).stdout.toString(), 'no lines at all\n');
});

test('explain shows what several files hold together, gaps between them included', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'Hydropolis'));
  const put = (name: string, firstS: number, more = ''): void =>
    writeFileSync(
      join(cwd, 'Hydropolis', name),
      [0, 60, 120].map((s) => `Hydropolis, ${firstS + s}, 1, 0, 12\n`).join('') + more,
    );
  put('Hydropol_010124_000000.txt', 1704067200);
  put('Hydropol_010124_000300.txt', 1704067380, 'Hydropolis, x, 1\n');
  put('Hydropol_010124_010000.txt', 1704070800);
  const { stdout } = await pluvio(['explain', 'Hydropolis'], { cwd });
  const text = stdout.toString();
  t.is(
    text,
    `all 3 sources
  gauge      Hydropolis
  readings   9, 2024-01-01 00:00:00 to 2024-01-01 01:02:00 UTC
  interval   60 s (9 readings); jitter up to 0 s
  gaps       1
               2024-01-01 00:05:00 to 2024-01-01 01:00:00, 55 min
  rain       9 tips in 9 readings
  battery    12 to 12 V
  lines      1 line cannot be used: stamp-not-a-number: the stamp is not a whole number of seconds
  pluvio     would put 9 readings into Hydropolis/2024; would put 1 line into quarantine/Hydropolis.csv

Hydropolis/Hydropol_010124_000300.txt
  line 4: stamp-not-a-number: the stamp is not a whole number of seconds
    Hydropolis, x, 1
                ^

--all tells of every source, one after another
`,
  );
  const all = (await pluvio(['explain', '--all', 'Hydropolis'], { cwd })).stdout.toString();
  t.is(all.match(/^Hydropolis\/Hydropol_/gm)?.length, 3);
  t.true(all.endsWith(text.slice(0, text.indexOf('\n\n') + 1)));
});

test('explain shows 20 lines a reason of one file or many, says how many more there are, and all of them with --all', async (t) => {
  const cwd = tempFolder(t);
  mkdirSync(join(cwd, 'dump'));
  const bad = (n: number): string =>
    Array.from({ length: n }, (_, i) => `H, x${i}, 1, 0, 12\nH, ${1704067200 + i}, y, 0, 12\n`).join('');
  for (const n of [0, 1, 2]) writeFileSync(join(cwd, 'dump', `${n}.txt`), bad(15));
  const places = (text: string, reason: string): number => text.split(`: ${reason}: `).length - 1;
  for (const [args, input, inSummary, more] of [
    [['dump'], '', 1, 25],
    [[], bad(45), 0, 25],
  ] as const) {
    const few = (await pluvio(['explain', '--gauge', 'H', ...args], { cwd, input })).stdout.toString();
    const all = (await pluvio(['explain', '--gauge', 'H', '--all', ...args], { cwd, input })).stdout.toString();
    for (const reason of ['stamp-not-a-number', 'tips-not-a-count']) {
      t.is(places(few, reason), 20 + inSummary, few);
      t.true(few.includes(`and ${more} more lines: ${reason}; --all shows them`));
      t.is(places(all, reason), 45 + inSummary);
    }
  }
});

test('explain says what of a mixture is put where, and what is passed over, repeated or in conflict', async (t) => {
  const at = (label: string, s: number, tips: string): string => `${label}, ${1709251200 + s}, ${tips}, 0, 12.2`;
  const input = [at('H', 60, '1'), at('G', 60, '4'), at('G', 120, '5'), at('G', 180, '6'), at('G', 180, 'x')];
  const last = (stdout: Buffer): string => stdout.toString().trimEnd().split('\n').at(-1)!;
  const mixed = await pluvio(['explain', '--gauge', 'H'], { input: input.join('\n') });
  t.is(last(mixed.stdout), '  pluvio     would put 1 reading into H/2024; would pass over 4 lines of no wanted gauge');
  t.regex(mixed.stderr, /lines read 5 = kept 1 \+ duplicates 0 \+ conflicts 0 \+ quarantined 0 \+ filtered out 4/);
  t.regex(mixed.stdout.toString(), /line 5: tips-not-a-count/);
  const again = [at('H', 60, '1'), at('H', 60, '1'), at('H', 60, '2'), at('H', 120, '1'), 'H, 1'];
  t.is(
    last((await pluvio(['explain', '--gauge', 'H'], { input: again.join('\n') })).stdout),
    '  pluvio     would put 2 readings into H/2024; would drop 1 duplicate; would put 2 lines into quarantine/H.csv',
  );
});

test('explain says what a file looks like of which nothing is understood, and that tips look like a counter', async (t) => {
  const csv = 'time,rain_mm\n2024-01-01 00:00:00,0.2\n2024-01-01 00:01:00,0.0\n';
  const table = (await pluvio(['explain'], { input: csv })).stdout.toString();
  t.true(table.includes('\n  form       looks like CSV with a header, ISO times, millimetres\n'), table);
  const rising = Array.from(
    { length: 20 },
    (_, i) => `Hydropolis, ${1704067200 + 60 * i}, ${100 + (i >> 1) * 3}, 0, 12`,
  );
  t.notRegex((await pluvio(['explain'], { input: rising.join('\n') })).stdout.toString(), /counter/);
  const more = [...rising, ...rising.map((_, i) => `Hydropolis, ${1704070000 + 60 * i}, ${200 + i}, 0, 12`)];
  const counter = await pluvio(['explain'], { input: more.join('\n') });
  t.regex(
    counter.stdout.toString(),
    /^ {2}counter {4}the tips rise many times and never fall: this looks like a counter/m,
  );
  t.regex(counter.stderr, /Hydropolis: the tips rise many times/);
});

test('explain shows signs that would move the cursor, and of a long line what is around the place', async (t) => {
  const input = `\u001b[2J\u0007 no reading\nHydropolis, 1704067200, 1, 0, ${'y'.repeat(60)}, ${'z'.repeat(200)}\n`;
  const { stdout } = await pluvio(['explain'], { input });
  for (const sign of ['\u0007', '\u001b']) t.false(stdout.toString().includes(sign));
  const lines = stdout.toString().split('\n');
  t.is(
    lines.find((line) => line.includes('[2J')),
    '    �[2J� no reading',
  );
  const at = lines.findIndex((line) => line.includes('zzz'));
  t.is(lines[at]!.length, 4 + 1 + 120 + 1);
  t.is(lines[at + 1]!.indexOf('^'), lines[at]!.indexOf('z'));
});

test('placeInLine points at the field that a reason is about', (t) => {
  t.deepEqual(placeInLine('A; x; 2; 0,5', 'stamp-not-a-number'), { start: 3, length: 1 });
  t.deepEqual(placeInLine('A, 1, , 0, 12', 'tips-missing'), { start: 6, length: 1 });
  t.deepEqual(placeInLine(', 1, 2', 'no-label'), { start: 0, length: 1 });
  t.deepEqual(placeInLine('A,1,2,3,4,5,6', 'too-many-fields'), { start: 10, length: 3 });
});

test('spacingOf tells intervals, jitter, gaps, repeats and disorder', (t) => {
  t.deepEqual(spacingOf(Uint32Array.of(0, 60, 121, 180, 60, 4000)), {
    intervals: [{ intervalS: 60, readings: 5 }],
    jitterS: 1,
    gaps: [{ afterS: 180, untilS: 4000 }],
    repeated: 1,
    outOfOrder: 1,
  });
});
