import { spawn } from 'node:child_process';
import test, { type ExecutionContext } from 'ava';
import { randomFrom } from '../../fixtures/random.js';
import { assertEnd, linesOf, lostLines } from './support/checks.js';
import { extent, IS_LONG, tellFigure } from './support/extent.js';
import { network, openScene, troublesIn, type Scene } from './support/scene.js';

const CHILD = `${process.cwd()}/dist/test/faults/support/child.js`;

/** Every named point of `init` and `update`. */
const STEPS = [
  'local-pending',
  'local-file',
  'local-manifest',
  'local-quarantine',
  'target-quarantine',
  'target-pending',
  'target-file',
  'target-manifest',
  'local-network',
  'target-network',
  'raw-deleted',
];

/** Points passed several times are also tried later on. */
const NTHS = IS_LONG ? [1, 2, 3, 5, 8] : [1];

type Files = Map<string, string>;

/** Ends with the signal that ended the child; 'done' where none did. */
function runChild(
  scene: Scene,
  step: string,
  nth: number,
  command: string,
  watch?: (kill: () => void) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, step, String(nth), command], { env: scene.env, stdio: 'ignore' });
    watch?.(() => child.kill('SIGKILL'));
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ?? (code === 0 ? 'done' : `exit ${code}`)));
  });
}

/** A scene before the command that is to be killed: for `update`, the history is published and later files came in. */
async function before(t: ExecutionContext, command: string): Promise<Scene> {
  const scene = await openScene(t);
  scene.put(command === 'copy' ? '/base' : '/raw', network.history);
  if (command !== 'update') return scene;
  t.is((await scene.run(['init'])).code, 0);
  scene.put('/raw', network.later);
  return scene;
}

/** What is left when nothing goes wrong. */
async function uninterrupted(t: ExecutionContext, command: string): Promise<Files> {
  const scene = await before(t, command);
  if (command === 'copy') t.is((await scene.run(['copy'])).code, 0);
  const { code, stderr } = await scene.run(['update']);
  t.is(code, 0, troublesIn(stderr));
  const expected = scene.under('/published');
  await assertEnd(t, scene, expected, 'uninterrupted');
  const sent = [...network.history, ...(command === 'update' ? network.later : [])];
  t.deepEqual(lostLines(linesOf(sent), expected), []);
  return expected;
}

async function finish(
  t: ExecutionContext,
  scene: Scene,
  command: string,
  expected: Files,
  what: string,
): Promise<void> {
  if (command === 'copy') {
    t.is((await scene.run(['copy'])).code, 0, what);
    t.is(scene.under('/raw').size, network.history.length, what);
  }
  const { code, stderr } = await scene.run(['update']);
  t.is(code, 0, `${what}: ${troublesIn(stderr)}`);
  await assertEnd(t, scene, expected, what);
}

for (const command of ['copy', 'init', 'update'])
  test.serial(`${command} killed at every named point is finished by a plain update, to the same bytes`, async (t) => {
    t.timeout(1_200_000);
    const expected = await uninterrupted(t, command);
    let killed = 0;
    for (const step of command === 'copy' ? ['raw-copied'] : STEPS)
      for (const nth of NTHS) {
        const scene = await before(t, command);
        const end = await runChild(scene, step, nth, command);
        if (end === 'SIGKILL') killed++;
        else t.is(end, 'done');
        t.true(end === 'SIGKILL' || nth > 1, `${command} never passes ${step}`);
        await finish(t, scene, command, expected, `${command} killed at ${step} ${nth}`);
      }
    t.log(`${killed} kills survived`);
    tellFigure(`kill -9 of ${command} at named points`, killed, 'same bytes after a plain update');
  });

test.serial(
  'copy, init and update killed at random moments are finished by a plain update, to the same bytes',
  async (t) => {
    t.timeout(1_200_000);
    let killed = 0;
    for (const [series, command] of ['copy', 'init', 'update'].entries()) {
      const expected = await uninterrupted(t, command);
      const commands = await commandsOf(t, command);
      for (let n = 0; n < extent(4, 40); n++) {
        const seed = 1000 * series + n;
        const random = randomFrom(seed);
        const fatal = 1 + Math.floor(random() * commands);
        const delayMs = Math.floor(random() * 30);
        const what = `${command} killed ${delayMs} ms after command ${fatal} of ${commands}, seed ${seed}`;
        const scene = await before(t, command);
        const end = await runChild(scene, 'none', 1, command, (kill) => {
          let seen = 0;
          scene.faults = () => {
            if (++seen === fatal) setTimeout(kill, delayMs);
            return undefined;
          };
        });
        scene.faults = undefined;
        t.log(`${what}: ${end}`);
        if (end === 'SIGKILL') killed++;
        await finish(t, scene, command, expected, what);
      }
    }
    tellFigure('kill -9 at random moments', killed, 'same bytes after a plain update');
  },
);

/** How many FTP commands a run of `command` sends. */
async function commandsOf(t: ExecutionContext, command: string): Promise<number> {
  const scene = await before(t, command);
  let commands = 0;
  scene.faults = () => {
    commands++;
    return undefined;
  };
  t.is((await scene.run([command])).code, 0);
  return commands;
}
