import fc from 'fast-check';
import test from 'ava';
import { CommandLimits } from '../../../../../src/stores/ftp/login/command-limits.js';

/** A connection that had so many replies, and whether its end then shows a limit. */
function cutAfter(limits: CommandLimits, replies: number): boolean {
  for (let answered = 1; answered <= replies; answered++) limits.noteReply(answered);
  return limits.noteCut(replies);
}

test('connections that always end after the same number of commands show the limit at the second one', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 7, max: 1000 }), (most) => {
      const limits = new CommandLimits();
      t.false(cutAfter(limits, most));
      t.true(cutAfter(limits, most));
      return limits.most === most;
    }),
  );
});

test('cuts of connections between which another one lives longer show nothing', (t) => {
  const law = (): void =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 }), (cuts) => {
        const limits = new CommandLimits();
        let longest = 0;
        for (const answered of cuts) {
          cutAfter(limits, answered);
          longest = Math.max(longest, answered) + 1;
          for (let n = 1; n <= longest; n++) limits.noteReply(n);
        }
        return limits.most === Infinity;
      }),
    );
  t.notThrows(law);
});

test('a limit that turns out too high comes down to what connections live for, and no further than work takes', (t) => {
  const limits = new CommandLimits();
  const shown = [60, 60, 40, 45, 44, 44, 45, 45, 20, 20].map((answered) => (cutAfter(limits, answered), limits.most));
  t.deepEqual(shown, [Infinity, 60, 60, 45, 45, 44, 44, 43, 43, 43]);
  for (let most = limits.most; most > 0; most--) for (const again of [1, 2]) cutAfter(limits, most / again);
  t.true(limits.most >= 7, String(limits.most));
});
