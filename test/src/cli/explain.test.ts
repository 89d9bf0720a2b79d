import test from 'ava';
import { placeInLine } from '../../../src/cli/explain/place-in-line.js';
import { spacingOf } from '../../../src/cli/explain/spacing.js';
import { pluvio } from './pluvio.js';

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
  interval   60 s (2 readings); jitter up to 1 s
  gaps       1
               2024-01-01 00:01:01 to 2024-01-02 00:00:00, 24 h
  rain       3 tips in 2 readings
  battery    12 to 12.5 V
  line 2: stamp-not-a-number: the stamp is not a whole number of seconds
    Hydropolis, 17040x7260, 0, 0, 12.5
                ^^^^^^^^^^
  line 3: tips-not-a-count: the tip count is not a whole number from 0 to 4294967295
    Hydropolis, 1704067260, 1.5, 0, 12
                            ^^^
  line 6: too-few-fields: fewer than label, stamp and tips
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

test('placeInLine points at the field that a reason is about', (t) => {
  t.deepEqual(placeInLine('A, 1, 2, x, 12', 'wind-not-a-number'), { start: 9, length: 1 });
  t.deepEqual(placeInLine('A, 1, , 0, 12', 'tips-missing'), { start: 6, length: 1 });
  t.deepEqual(placeInLine(', 1, 2', 'no-label'), { start: 0, length: 1 });
  t.deepEqual(placeInLine('A,1,2,3,4,5,6', 'too-many-fields'), { start: 10, length: 3 });
});

test('spacingOf tells intervals, jitter, gaps, repeats and disorder', (t) => {
  t.deepEqual(spacingOf(Uint32Array.of(0, 60, 121, 180, 60, 4000)), {
    intervals: [{ intervalS: 60, readings: 4 }],
    jitterS: 1,
    gaps: [{ afterS: 180, untilS: 4000 }],
    repeated: 1,
    outOfOrder: 1,
  });
});
