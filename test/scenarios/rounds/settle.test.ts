import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { utc } from '../../../fixtures/utc.js';
import { clockedScene, minutes } from '../../support/clocked-scene.js';
import { tempFolder } from '../../support/pluvio.js';

const NOW_S = utc('2024-03-01') + 43_200;
const START_S = utc('2024-03-01');

for (const command of ['update', 'init'])
  test(`${command} publishes a young file, and deletes it only when it has kept still, by the server’s clock`, async (t) => {
    const scene = await clockedScene(t, NOW_S);
    // In another zone than this machine.
    scene.clocks.server += 3 * 3600;
    scene.log('old.txt', minutes(START_S, 5));
    scene.clocks.server += 40;
    scene.log('young.txt', minutes(START_S + 300, 5));
    scene.clocks.server += 20;
    const first = await scene.run(command);
    t.is(first.code, 0, first.stderr);
    t.is(scene.published().length, 10);
    t.deepEqual(scene.raw(), ['/raw/Hydropolis/young.txt']);
    t.like(first.summary.files, { read: 2, deleted: 1, young: 1 });
    scene.clocks.server += 39;
    const second = await scene.run('update');
    t.is(second.summary.total.linesRead, 0);
    t.like(second.summary.files, { read: 0, deleted: 0, young: 1 });
    scene.clocks.server += 1;
    const third = await scene.run('update');
    t.is(third.code, 0, third.stderr);
    t.like(third.summary.files, { read: 0, deleted: 1, young: 0 });
    t.deepEqual(scene.raw(), []);
    t.deepEqual(
      scene.files.paths().filter((path) => !path.startsWith('/pub/')),
      [],
    );
  });

test('an upload that stands still and goes on is published whole: at a line’s end, within one, before the first byte', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  const whole = minutes(START_S, 60);
  const halves = { 'line.txt': 30, 'before.txt': 0 };
  for (const [name, lines] of Object.entries(halves)) scene.log(name, minutes(START_S, lines));
  scene.log('within.txt', minutes(START_S + 3600, 30).slice(0, -5));
  scene.clocks.server += 30;
  t.is((await scene.run('update')).code, 0);
  t.is(scene.raw().length, 3);
  scene.log('line.txt', whole);
  scene.log('before.txt', minutes(START_S + 7200, 60));
  scene.log('within.txt', minutes(START_S + 3600, 60));
  scene.clocks.server += 3;
  const { summary } = await scene.run('update');
  t.is(scene.published().length, 180);
  // Only of the upload that stood still at a line's end, and of that within one, lines had been read before.
  t.is(summary.total.duplicates + summary.total.kept, summary.total.linesRead);
  t.is(scene.raw().length, 3);
  scene.clocks.server += 60;
  t.is((await scene.run('update')).summary.files.deleted, 3);
  t.is(scene.published().length, 180);
});

test('a file written anew in the second of its date, with the size that it had, is read again', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.log('latest.txt', minutes(START_S, 5));
  await scene.run('update');
  scene.log('latest.txt', minutes(START_S + 300, 5));
  scene.clocks.server += 120;
  const { summary } = await scene.run('update');
  t.is(summary.total.kept, 5);
  t.is(scene.published().length, 10);
  t.deepEqual(scene.raw(), []);
});

test('empty files, and files without an end, stay however old they are', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.log('empty.txt', '');
  scene.log('cut.txt', minutes(START_S, 5).slice(0, -3));
  scene.clocks.server += 86_000;
  scene.clocks.host += 86_000;
  await scene.run('update');
  await scene.run('update');
  t.deepEqual(scene.raw(), ['/raw/Hydropolis/cut.txt', '/raw/Hydropolis/empty.txt']);
});

test('where the root of the source may not be written to, a gauge’s folder tells the time', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.clocks.server += 5 * 3600;
  scene.faults = ({ verb, path }) =>
    verb === 'STOR' && /^\/raw\/[^/]*$/.test(path) ? { kind: 'refuse', code: 553 } : undefined;
  scene.log('a.txt', minutes(START_S, 5));
  scene.clocks.server += 30;
  t.is((await scene.run('update')).summary.files.young, 1);
  scene.clocks.server += 30;
  t.is((await scene.run('update')).summary.files.deleted, 1);
});

test('where nothing of the source may be written, a file has to have been met, and be old by this machine’s clock', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.faults = ({ verb, path }) =>
    verb === 'STOR' && path.startsWith('/raw/') ? { kind: 'refuse', code: 553 } : undefined;
  scene.log('a.txt', minutes(START_S, 5));
  scene.clocks.host += 3600;
  const first = await scene.run('update');
  t.is(first.code, 0, first.stderr);
  t.is(first.summary.files.young, 1);
  t.is(scene.raw().length, 1);
  t.is((await scene.run('update')).summary.files.deleted, 1);
  t.is(scene.published().length, 5);
});

test('a file dated in the future, as after the server’s clock was set back, goes when a run has met it before', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.log('a.txt', minutes(START_S, 5));
  scene.clocks.server -= 7200;
  t.is((await scene.run('update')).summary.files.young, 1);
  t.is(scene.raw().length, 1);
  // Written to again: its date is of the clock as it is now, and all begins anew.
  scene.log('a.txt', minutes(START_S, 10));
  scene.clocks.server += 30;
  t.is((await scene.run('update')).summary.files.young, 1);
  scene.files.put('/raw/Hydropolis/b.txt', minutes(START_S + 3600, 5), scene.clocks.server + 7200);
  t.is((await scene.run('update')).summary.files.young, 2);
  t.is((await scene.run('update')).summary.files.deleted, 1);
  t.deepEqual(scene.raw(), ['/raw/Hydropolis/a.txt']);
  t.is(scene.published().length, 15);
});

test('--settle 0 asks nothing of the server, and deletes at once; what is no duration is refused', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.log('a.txt', minutes(START_S, 5));
  const stored: string[] = [];
  scene.faults = ({ verb, path }) => {
    if (verb === 'STOR') stored.push(path);
    return undefined;
  };
  t.is((await scene.run('update', '--settle', '0')).summary.files.deleted, 1);
  t.deepEqual(
    stored.filter((path) => path.startsWith('/raw')),
    [],
  );
  scene.log('b.txt', minutes(START_S + 600, 5));
  t.is((await scene.run('update', '--settle', '60s')).summary.files.young, 1);
  t.regex(await scene.text('update', '--uncalibrated', '--settle', 'soon'), /--settle: \\?"soon\\?" is not a duration/);
});

test('files in a folder of this machine are deleted when they are old enough', async (t) => {
  const scene = await clockedScene(t, Math.floor(Date.now() / 1000));
  const root = tempFolder(t);
  mkdirSync(join(root, 'Hydropolis'));
  writeFileSync(join(root, 'Hydropolis/a.txt'), minutes(START_S, 5));
  const run = (): ReturnType<typeof scene.run> => scene.run('update', '--from', root, '--delete-raw');
  t.is((await run()).summary.files.young, 1);
  scene.clocks.host += 61;
  t.is((await run()).summary.files.deleted, 1);
});

test('status tells what fails and for how long, and forgets it when it is read', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.faults = ({ verb, path }) => (verb === 'RETR' && path.endsWith('/locked.txt') ? LOCKED : undefined);
  scene.log('locked.txt', minutes(START_S, 5));
  t.is((await scene.run('update')).code, 4);
  for (const clock of ['server', 'host'] as const) scene.clocks[clock] += 7500;
  t.is((await scene.run('update')).code, 4);
  t.regex(
    await scene.text('status'),
    /"process": "update",\s+"sinceS": 1709294400,\s+"since": "2024-03-01 12:00:00",\s+"forS": 7500/,
  );
  scene.faults = undefined;
  t.is((await scene.run('update')).code, 0);
  t.regex(await scene.text('status'), /"failing": \[\]/);
});

const LOCKED = {
  kind: 'refuse',
  code: 550,
  text: 'The process cannot access the file because it is being used by another process.',
} as const;
