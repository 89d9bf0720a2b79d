import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { randomFrom } from '../../../fixtures/random.js';
import type { FaultFunction } from '../../../fixtures/ftp-server/index.js';
import { assertEnd, linesOf, lostLines, withoutBooks } from '../support/checks.js';
import { extent, IS_LONG, tellFigure } from '../support/extent.js';
import { network, openScene, troublesIn, type Scene } from '../support/scene.js';
import { snapshotOf, type Snapshot } from '../support/snapshot.js';
import { VICTIMS, type Victim, type WirePoint } from '../support/victims.js';

const CHILD = `${process.cwd()}/dist/test/faults/support/child.js`;

/** Points passed several times are also tried later on. */
const NTHS = IS_LONG ? [1, 2, 5] : [1];
const END = 'same bytes after a plain update';

/** All of some points in the long run; in the sample half of those of `init` and `update`, and a quarter of what others share with them. */
function sampleOf<T>(points: readonly T[], { name }: Victim): readonly T[] {
  if (IS_LONG || points.length < 4) return points;
  const step = name === 'init' || name === 'update' ? 2 : 4;
  return points.filter((_, i) => i % step === 0);
}

type Kill = () => void;

/** A victim, what it is killed before, and what is left when nothing goes wrong. */
interface Ground {
  readonly victim: Victim;
  readonly scene: Scene;
  readonly start: Snapshot;
  readonly expected: Map<string, string>;
  /** Commands that the server gets when nothing goes wrong. */
  readonly commands: number;
}

async function groundOf(t: ExecutionContext, victim: Victim): Promise<Ground> {
  const scene = await openScene(t);
  await victim.before(scene);
  const start = await snapshotOf(scene);
  let commands = 0;
  scene.faults = () => {
    commands++;
    return undefined;
  };
  t.is((await scene.run(victim.args)).code, 0);
  scene.faults = undefined;
  const { code, stderr } = await scene.run(['update']);
  t.is(code, 0, troublesIn(stderr));
  const expected = scene.under('/published');
  await assertEnd(t, scene, expected, 'uninterrupted');
  t.deepEqual(lostLines(linesOf(victim.sent), expected), []);
  return { victim, scene, start, expected, commands };
}

/** Ends with the signal that ended the child; 'done' where none did. */
function runChild({ scene, victim }: Ground, step: string, nth: number, watch?: (kill: Kill) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, step, String(nth), ...victim.args], {
      env: scene.env,
      stdio: 'ignore',
    });
    watch?.(() => child.kill('SIGKILL'));
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? (code === 0 ? 'done' : `exit ${code}`)));
  });
}

/** Kills the victim when the server gets a command; gives how it ended. */
function killOnWire(ground: Ground, { verb, path, carriedOut }: WirePoint, nth: number): Promise<string> {
  return runChild(ground, 'none', 1, (kill) => {
    let seen = 0;
    const strike: FaultFunction = (call) => {
      if (call.verb !== verb || !path.test(call.path) || ++seen !== nth) return undefined;
      kill();
      return carriedOut ? undefined : { kind: 'disconnect' };
    };
    ground.scene.faults = strike;
  });
}

/** A plain update, after the copy where that was killed, and everything is as if nothing had happened. */
async function finish(
  t: ExecutionContext,
  { scene, victim, expected }: Ground,
  what: string,
  view?: typeof withoutBooks,
): Promise<void> {
  scene.faults = undefined;
  if (victim.name === 'copy') {
    t.is((await scene.run(['copy'])).code, 0, what);
    t.is(scene.under('/raw').size, network.history.length, what);
  }
  const { code, stderr } = await scene.run(['update']);
  t.is(code, 0, `${what}: ${troublesIn(stderr)}`);
  await assertEnd(t, scene, expected, what, view);
}

for (const victim of VICTIMS) {
  const title = `${victim.name}, killed`;

  test.serial(`${title} at every named point, is finished by a plain update, to the same bytes`, async (t) => {
    t.timeout(1_200_000);
    const ground = await groundOf(t, victim);
    let killed = 0;
    const attempt = async (what: string, nth: number, run: () => Promise<string>): Promise<void> => {
      // A kill and the loss of the local disk with it: what is on the server has to do.
      for (const isLocalLost of IS_LONG && nth === 1 ? [false, true] : [false]) {
        await ground.start.restore();
        const end = await run();
        if (end === 'SIGKILL') killed++;
        else t.is(end, 'done');
        t.true(end === 'SIGKILL' || nth > 1, `${victim.name} never comes to ${what}`);
        if (isLocalLost) rmSync(ground.scene.out, { recursive: true });
        // With the local folder goes what an earlier round had merged: two rounds' work is done in one, and so booked.
        const view = isLocalLost && victim.followsMerge === true ? withoutBooks : undefined;
        await finish(t, ground, `${title} at ${what} ${nth}${isLocalLost ? ', local folder lost' : ''}`, view);
      }
    };
    for (const nth of NTHS) {
      for (const step of sampleOf(victim.steps, victim)) await attempt(step, nth, () => runChild(ground, step, nth));
      for (const point of victim.wire)
        await attempt(`${point.carriedOut ? 'after' : 'before'} ${point.verb} ${String(point.path)}`, nth, () =>
          killOnWire(ground, point, nth),
        );
    }
    t.log(`${killed} kills survived`);
    tellFigure('`kill -9` of copy, init and update at named points', killed, END);
  });

  test.serial(`${title} at random moments, is finished by a plain update, to the same bytes`, async (t) => {
    t.timeout(1_200_000);
    const ground = await groundOf(t, victim);
    let killed = 0;
    for (let n = 0; n < extent(2, 30); n++) {
      const seed = 1000 * VICTIMS.indexOf(victim) + n;
      const random = randomFrom(seed);
      const fatal = 1 + Math.floor(random() * ground.commands);
      const delayMs = Math.floor(random() * 30);
      const what = `${title} ${delayMs} ms after command ${fatal} of ${ground.commands}, seed ${seed}`;
      await ground.start.restore();
      const end = await runChild(ground, 'none', 1, (kill) => {
        let seen = 0;
        ground.scene.faults = () => {
          if (++seen === fatal) setTimeout(kill, delayMs);
          return undefined;
        };
      });
      t.log(`${what}: ${end}`);
      if (end === 'SIGKILL') killed++;
      await finish(t, ground, what);
    }
    tellFigure('`kill -9` of copy, init and update at random moments', killed, END);
  });
}
