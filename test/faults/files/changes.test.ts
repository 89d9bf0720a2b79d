import test from 'ava';
import type { FaultFunction } from '../../../fixtures/ftp-server/index.js';
import { linesOf, lostLines, undone } from '../support/checks.js';
import { tellFigure } from '../support/extent.js';
import { sceneBefore } from '../support/run-fault.js';
import { network, troublesIn, type Scene } from '../support/scene.js';

const FILE = network.later.find(({ path }) => path.startsWith('Polytech/'))!.path;
const RAW = `/raw/${FILE}`;
const MORE = 'Polytech, 1704159000, 2, 0, 12.25\n';

type Change = (scene: Scene) => void | Promise<void>;

const CHANGES: Readonly<Record<string, Change>> = {
  deleted: async ({ backend }) => {
    if (backend.get(RAW)) await backend.removeFile(RAW);
  },
  grown: (scene) => grow(scene, MORE),
  replaced: ({ backend }) => backend.put(RAW, MORE),
  'cut in its last line, to grow': (scene) => grow(scene, MORE.slice(0, 20)),
};

/** As a logger that appends: to the file of that name, or to a new one. */
function grow({ backend }: Scene, text: string): void {
  backend.put(RAW, Buffer.concat([backend.get(RAW) ?? Buffer.alloc(0), Buffer.from(text)]));
}

/** Just before the first command of this kind about the file, under its own name or the one it leaves under. */
const MOMENTS: Readonly<Record<string, readonly [verb: string, path: RegExp]>> = {
  'after it was listed': ['RETR', /\.txt$/],
  'after it was read': ['SIZE', /\.txt$/],
  'after the last look at it': ['RNFR', /\.txt$/],
  'when it has got another name': ['SIZE', /\.pluvio-leaving-/],
  'just before it is deleted': ['DELE', /\.pluvio-leaving-/],
};

for (const [what, change] of Object.entries(CHANGES))
  for (const [when, [verb, place]] of Object.entries(MOMENTS))
    test.serial(`update accounts for every line of a file ${what} ${when}`, async (t) => {
      t.timeout(30_000);
      const scene = await sceneBefore(t, 'update');
      const whole = Buffer.from(scene.backend.get(RAW)!).toString('latin1');
      let isDone = false;
      const strike: FaultFunction = (call) => {
        if (isDone || call.verb !== verb || !call.path.startsWith(RAW) || !place.test(call.path)) return undefined;
        isDone = true;
        void change(scene);
        return undefined;
      };
      scene.faults = strike;
      const { code, stderr } = await scene.run(['update']);
      scene.faults = undefined;
      t.true(isDone);
      t.is(code, 0, troublesIn(stderr));
      if (what.startsWith('cut')) scene.backend.put(RAW, whole + MORE);
      t.is((await scene.run(['update'])).code, 0);
      t.deepEqual(undone(scene), []);
      // A line that was taken away before anybody read it was never there.
      const isUnread = verb === 'RETR' && (what === 'deleted' || what === 'replaced');
      const sent = [...network.history, ...network.later.filter(({ path }) => !isUnread || path !== FILE)];
      const more = what === 'deleted' ? [] : [{ gauge: 'Polytech', line: MORE.trimEnd() }];
      t.deepEqual(lostLines([...linesOf(sent), ...more], scene.under('/published')), []);
    });

test.after(() =>
  tellFigure(
    'raw files changed between list, read and delete',
    Object.keys(CHANGES).length * Object.keys(MOMENTS).length,
    'every line accounted for',
  ),
);
