import test from 'ava';
import { randomFrom } from '../../../fixtures/random.js';
import type { FaultAction, FaultFunction } from '../../../fixtures/ftp-server/index.js';
import { assertEnd, withSeriesAway } from '../support/checks.js';
import { extent, tellFigure } from '../support/extent.js';
import { assertNothingLost, expectedAfter, sceneBefore } from '../support/run-fault.js';
import { troublesIn } from '../support/scene.js';
import { answer, cut, refuse } from '../support/strikes.js';

/** What may go wrong with any command, whatever it is. A server that falls silent costs a wait, and is tried elsewhere. */
const TROUBLES: readonly FaultAction[] = [
  refuse(421, 'Timeout.'),
  refuse(425, 'No data connection.'),
  refuse(450, 'File busy.'),
  refuse(451, 'Local error.'),
  refuse(452, 'No space.'),
  refuse(550, 'Permission denied.'),
  refuse(553, 'Not allowed.'),
  answer(451),
  answer(426),
  { kind: 'disconnect' },
  cut(0, 'reset'),
  cut(25, 'reset', 226),
  cut(25, 'end', 226),
  cut(25, 'end', 451),
];

function chaos(random: () => number, share: number): FaultFunction {
  return () => (random() < share ? TROUBLES[Math.floor(random() * TROUBLES.length)] : undefined);
}

const COMMANDS: readonly (readonly string[])[] = [
  ['init'],
  ['update'],
  ['update', '--publish', 'append'],
  ['update', '--publish-every', '1h'],
];

for (const args of COMMANDS)
  test.serial(`${args.join(' ')} on a server where anything may fail at any time loses nothing`, async (t) => {
    t.timeout(600_000);
    const expected = await expectedAfter(t, args[0]!);
    let struck = 0;
    for (let n = 0; n < extent(2, 40); n++) {
      const seed = 1000 * COMMANDS.indexOf(args) + n;
      const random = randomFrom(seed);
      const scene = await sceneBefore(t, args[0]!);
      const strike = chaos(random, [0.005, 0.02, 0.1][n % 3]!);
      scene.faults = (call) => {
        const action = strike(call);
        if (action) struck++;
        return action;
      };
      for (let run = 0; run < 3; run++) {
        const { code, stderr } = await scene.run(args);
        t.true(code === 0 || code === 4, `seed ${seed}, run ${run}: exit ${code}, ${stderr.slice(-500)}`);
        // A run that could go neither on nor back leaves the series away, and says so.
        assertNothingLost(t, scene, args[0]!, undefined, code === 4 ? withSeriesAway : undefined);
      }
      scene.faults = undefined;
      const clean = await scene.run(['update']);
      t.is(clean.code, 0, `seed ${seed}: ${troublesIn(clean.stderr)}`);
      await assertEnd(t, scene, expected, `seed ${seed}`);
    }
    t.log(`${struck} faults`);
    tellFigure('faults at random, in runs that meet many', struck, 'nothing lost, same bytes after a clean run');
  });
