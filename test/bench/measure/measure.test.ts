import test from 'ava';
import { existsSync } from 'node:fs';
import { measure } from '../../../bench/measure/measure.js';
import { median } from '../../../bench/measure/median.js';
import { testUnless } from '../../support/needs.js';

const HOLD_64_MB = 'const held = Buffer.alloc(64 << 20, 1); setTimeout(() => held, 1000)';

const ifProc = testUnless(existsSync('/proc/self/status') ? undefined : 'memory is read from /proc, which is not here');

ifProc('measure: counts the memory of child processes, and the time', async (t) => {
  const one = await measure({ file: process.execPath, args: ['-e', HOLD_64_MB] });
  t.true(one.wallS >= 1 && one.peakMb > 64, JSON.stringify(one));
  const command = `"${process.execPath}" -e '${HOLD_64_MB}' & "${process.execPath}" -e '${HOLD_64_MB}'; wait`;
  const two = await measure({ file: 'sh', args: ['-c', command] });
  t.true(two.peakMb > 1.5 * one.peakMb, `${two.peakMb} MB in two, ${one.peakMb} MB in one`);
});

test('measure: a command that fails is an error with what it said', async (t) => {
  await t.throwsAsync(measure({ file: 'sh', args: ['-c', 'echo broken >&2; exit 3'] }), {
    message: /ended with 3: broken/,
  });
  await t.throwsAsync(measure({ file: 'pluvio-no-such-program', args: [] }), { message: /ENOENT/ });
});

test('median: the middle one, or the mean of the two', (t) => {
  t.is(median([3, 1, 2]), 2);
  t.is(median([4, 1, 2, 3]), 2.5);
  t.is(median([]), NaN);
});
