import { rmSync } from 'node:fs';
import test from 'ava';
import type { FaultAction, FaultCall } from '../../../fixtures/ftp-server/index.js';
import { assertEnd, linesOf, lostLines, withoutBooks, withSeriesAway } from '../support/checks.js';
import { assertNothingLost, expectedAfter, sceneBefore } from '../support/run-fault.js';
import { network, troublesIn } from '../support/scene.js';
import { refuse } from '../support/strikes.js';

const SERIES = '/published/Hydropolis/2024/Hydropolis_concatenated_2024.csv';

interface Away {
  readonly what: string;
  readonly args: readonly string[];
  readonly name: string;
  /** The last command that the server takes; before it, what makes it come to that. */
  readonly strike: (call: FaultCall) => FaultAction | 'the last' | undefined;
}

const AWAY: readonly Away[] = [
  {
    what: 'to be replaced where the server does not overwrite',
    args: ['update'],
    name: `${SERIES}.pluvio-bak`,
    strike: ({ verb, path }) => {
      if (verb === 'RNTO' && path === `${SERIES}.pluvio-bak`) return 'the last';
      return verb === 'RNTO' && path === SERIES ? refuse(553, 'Not allowed.') : undefined;
    },
  },
  {
    what: 'to be appended to',
    args: ['update', '--publish', 'append'],
    name: `${SERIES}.pluvio-growing`,
    strike: ({ verb, path }) => (verb === 'RNTO' && path === `${SERIES}.pluvio-growing` ? 'the last' : undefined),
  },
  {
    what: 'appended to, and not read back yet',
    args: ['update', '--publish', 'append'],
    name: `${SERIES}.pluvio-growing`,
    strike: ({ verb, path }) => (verb === 'APPE' && path === `${SERIES}.pluvio-growing` ? 'the last' : undefined),
  },
];

for (const { what, args, name, strike } of AWAY)
  for (const elsewhere of [false, true])
    test(`a series that is away, ${what}, when the server takes no more is whole there, and built on ${elsewhere ? 'from elsewhere' : 'by the next run'}`, async (t) => {
      const expected = await expectedAfter(t, 'update');
      const scene = await sceneBefore(t, 'update');
      let isClosed = false;
      scene.faults = (call) => {
        if (isClosed) return refuse(550, 'Permission denied.');
        const struck = strike(call);
        isClosed = struck === 'the last';
        return struck === 'the last' ? undefined : struck;
      };
      const { code } = await scene.run(args);
      scene.faults = undefined;
      t.is(code, 4);
      t.true(scene.paths().includes(name));
      t.false(scene.paths().includes(SERIES));
      assertNothingLost(t, scene, 'update', undefined, withSeriesAway);

      if (elsewhere) rmSync(scene.out, { recursive: true });
      const clean = await scene.run(['update']);
      t.is(clean.code, 0, troublesIn(clean.stderr));
      await assertEnd(t, scene, expected, 'after a clean run', elsewhere ? withoutBooks : undefined);
      t.deepEqual(lostLines(linesOf([...network.history, ...network.later]), scene.under('/published')), []);
    });
