import test from 'ava';
import fc from 'fast-check';
import { SeenStamps } from '../../../../streams/kernels/partition/seen-stamps.js';
import { utc } from '../../../../fixtures/utc.js';

const START_S = utc('2024-01-01');
/** Minutes in order, with steps back, repeats, and gaps of weeks. */
const steps = fc.array(fc.oneof(fc.constant(60), fc.integer({ min: -7200, max: 7200 }), fc.constant(25 * 86_400)), {
  minLength: 1,
  maxLength: 60,
});

test('SeenStamps: stamps that are seen in order together tell what they tell one by one, and none that came is new', (t) => {
  fc.assert(
    fc.property(steps, fc.option(fc.integer({ min: 0, max: 86_400 })), (all, publishedS) => {
      let timeS = START_S + 100_000;
      const stamps = Uint32Array.from(all, (step) => {
        timeS = Math.min(Math.max(START_S, timeS + step), START_S + 365 * 86_400);
        return timeS;
      });
      const untilS = publishedS === null ? -1 : START_S + publishedS;
      const [alone, together] = [new SeenStamps(2024, untilS), new SeenStamps(2024, untilS)];
      const expected = Array.from(stamps, (stamp) => alone.see(stamp));
      const told = new Array<boolean>(stamps.length).fill(false);
      for (let row = together.seeInOrder(stamps, 0, stamps.length); row < stamps.length;) {
        told[row] = together.see(stamps[row]!);
        row = together.seeInOrder(stamps, row + 1, stamps.length);
      }
      t.deepEqual(told, expected);
      const came = new Set<number>();
      for (const [row, stamp] of stamps.entries()) {
        if (came.has(stamp) || stamp <= untilS) t.true(told[row]);
        came.add(stamp);
      }
    }),
  );
});
