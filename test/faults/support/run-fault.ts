import type { ExecutionContext } from 'ava';
import type { FtpServerOptions } from '../../../fixtures/ftp-server/index.js';
import { assertEnd, linesOf, lostLines } from './checks.js';
import type { Strike } from './strikes.js';
import { network, openScene, troublesIn, type Place, type Scene } from './scene.js';

export interface Fault {
  readonly what: string;
  readonly faults: Strike;
  readonly server?: Partial<FtpServerOptions>;
  /** Options of the command. */
  readonly args?: readonly string[];
  /** How the run ends; 0 unless given. */
  readonly code?: number;
  /** What it says on stderr. */
  readonly says?: RegExp;
}

const expectations = new Map<string, Promise<Map<string, string>>>();

/** A scene before `command`: for `update` the history is published, and later files came in. */
export async function sceneBefore(
  t: ExecutionContext,
  command: string,
  server: Partial<FtpServerOptions> = {},
): Promise<Scene> {
  const scene = await openScene(t, server);
  scene.put('/raw', network.history);
  if (command === 'init') return scene;
  const { code, stderr } = await scene.run(['init']);
  t.is(code, 0, troublesIn(stderr));
  scene.put('/raw', network.later);
  return scene;
}

/** What the server holds after a command that nothing went wrong with. */
export function expectedAfter(t: ExecutionContext, command: string): Promise<Map<string, string>> {
  const known = expectations.get(command);
  if (known) return known;
  const made = sceneBefore(t, command).then(async (scene) => {
    t.is((await scene.run([command])).code, 0);
    return scene.under('/published');
  });
  expectations.set(command, made);
  return made;
}

/** Where a fault is tried: the embedded server, or another one behind a proxy. */
export type Opening = (t: ExecutionContext, command: string, fault: Fault) => Promise<Place>;

const onEmbedded: Opening = (t, command, { server }) => sceneBefore(t, command, server);

/**
 * Runs a command under a fault: the exit code and the words are right, every raw file that is gone has its readings in a
 * published file, and a run without the fault comes to the same bytes as if there had been none.
 */
export async function runFault(
  t: ExecutionContext,
  fault: Fault,
  command: string,
  open: Opening = onEmbedded,
): Promise<void> {
  const expected = await expectedAfter(t, command);
  const scene = await open(t, command, fault);
  const strike = fault.faults();
  let struck = 0;
  scene.faults = (call) => {
    const action = strike(call);
    if (action) struck++;
    return action;
  };
  const { code, stderr } = await scene.run([command, ...(fault.args ?? [])]);
  scene.faults = undefined;
  t.true(struck > 0, 'the fault never struck');
  t.is(code, fault.code ?? 0, troublesIn(stderr));
  if (fault.says) t.regex(stderr, fault.says);
  assertNothingLost(t, scene, command);
  if (code === 0) await assertEnd(t, scene, expected, 'by itself');
  const clean = await scene.run(['update']);
  t.is(clean.code, 0, troublesIn(clean.stderr));
  await assertEnd(t, scene, expected, 'after a clean run');
  for (const text of [stderr, clean.stderr]) t.false(text.includes(scene.password), 'the password is told');
}

/** Every line of a raw file that is gone is on the server: in a raw series, or in the quarantine. */
export function assertNothingLost(
  t: ExecutionContext,
  scene: Place,
  command: string,
  files = command === 'update' ? [...network.history, ...network.later] : network.history,
  view: (published: ReadonlyMap<string, string>) => ReadonlyMap<string, string> = (published) => published,
): void {
  const left = scene.under('/raw');
  const gone = files.filter(({ path }) => !left.has(path));
  t.deepEqual(lostLines(linesOf(gone), view(scene.under('/published'))), []);
}
