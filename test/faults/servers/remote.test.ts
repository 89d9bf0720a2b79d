import test from 'ava';
import { IS_LONG, tellFigure } from '../support/extent.js';
import { APPENDING, HEALED, LASTING, LEAVING } from '../support/faults.js';
import { runFault } from '../support/run-fault.js';

const BOTH = ['init', 'update'];
const KINDS = [
  ['heals by itself', HEALED, BOTH],
  ['heals by itself', LEAVING, BOTH],
  ['heals by itself', APPENDING, ['update']],
  ['ends with 4 and keeps everything', LASTING, BOTH],
] as const;

for (const [what, faults, commands] of KINDS)
  for (const [index, fault] of faults.entries())
    // All commands in the long run, one of them in turn in the sample.
    for (const command of IS_LONG ? commands : [commands[index % commands.length]!])
      test.serial(`${command} ${what}: ${fault.what}`, (t) => {
        t.timeout(30_000);
        return runFault(t, fault, command);
      });

test.after(() => {
  const healed = 2 * (HEALED.length + LEAVING.length) + APPENDING.length;
  tellFigure('faults of a server, healed by themselves', healed, 'exit 0, same bytes');
  tellFigure('faults of a server that last', 2 * LASTING.length, 'exit 4, nothing lost, same bytes afterwards');
});
