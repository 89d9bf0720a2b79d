import test from 'ava';
import { utc } from '../../../fixtures/utc.js';
import { DAY_S } from '../../../src/domain/time/time.js';
import { clockedScene, minutes } from '../../support/clocked-scene.js';

const NOW_S = utc('2024-03-01') + 43_200;

test('a clock 10 days behind the server’s costs no reading, and nothing is deleted before it is set', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.clocks.host -= 10 * DAY_S;
  scene.log('ahead.txt', minutes(NOW_S - 7200, 60));
  scene.log('both.txt', minutes(NOW_S - 9 * DAY_S - 3600, 30) + minutes(NOW_S - 3600, 30));
  scene.log('old.txt', minutes(NOW_S - 20 * DAY_S, 60));
  scene.clocks.server += 120;
  const first = await scene.run('update');
  t.is(first.code, 4);
  t.regex(first.summary.clock ?? '', /is 10 d behind the clock of the server: set the one that is wrong/);
  t.regex(first.stderr, /nothing is deleted, and what is ahead of this machine’s clock stays in its file/);
  t.is(scene.raw().length, 3);
  t.is(scene.published().length, 90);
  t.is(scene.quarantined(), 0);
  t.is(first.summary.files.left, 2);
  // Told once, and not read again while nothing has changed.
  const again = await scene.run('update');
  t.is(again.summary.total.linesRead, 0);
  t.is(scene.raw().length, 3);
  t.regex(await scene.text('status'), /readings that are ahead of this machine’s clock, which may be wrong/);

  scene.clocks.host = scene.clocks.server;
  const right = await scene.run('update');
  t.is(right.code, 0, right.stderr);
  t.is(right.summary.clock, null);
  t.is(scene.published().length, 180);
  t.is(scene.quarantined(), 0);
  t.deepEqual(scene.raw(), []);
});

test('a clock that went back together with the server’s is given away by what is published', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.log('a.txt', minutes(NOW_S - 3600, 60));
  scene.clocks.server += 60;
  await scene.run('update');
  t.deepEqual(scene.raw(), []);
  for (const clock of ['server', 'host'] as const) scene.clocks[clock] -= 30 * DAY_S;
  scene.log('b.txt', minutes(NOW_S, 60));
  scene.clocks.server += 60;
  const lost = await scene.run('update');
  t.is(lost.code, 4);
  t.regex(lost.summary.clock ?? '', /behind the newest reading that is published/);
  t.is(scene.raw().length, 1);
  t.is(scene.quarantined(), 0);
  for (const clock of ['server', 'host'] as const) scene.clocks[clock] += 30 * DAY_S + 3600;
  const found = await scene.run('update');
  t.is(found.code, 0, found.stderr);
  t.is(scene.published().length, 120);
});

test('a clock ahead of the server’s is told, and nothing is deleted', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.log('a.txt', minutes(NOW_S - 3600, 60));
  scene.clocks.server += 60;
  scene.clocks.host += 3 * DAY_S;
  const { code, summary } = await scene.run('update');
  t.is(code, 4);
  t.regex(summary.clock ?? '', /is (?:3 d|2 d 23 h) ahead of the clock of the server/);
  t.is(scene.raw().length, 1);
  t.is(scene.published().length, 60);
  scene.clocks.host = scene.clocks.server;
  t.is((await scene.run('update')).summary.files.deleted, 1);
});

test('a reading ahead of a clock that nothing speaks against goes to the quarantine, and its file with it', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.log('a.txt', minutes(NOW_S - 3600, 5) + minutes(NOW_S + 2 * DAY_S, 1));
  scene.clocks.server += 60;
  const { code, summary } = await scene.run('update');
  t.is(code, 0);
  t.is(summary.clock, null);
  t.is(scene.quarantined(), 1);
  t.deepEqual(scene.raw(), []);
});

test('with --keep-raw nothing is written on the server; dates that it lists tell that the clock is behind', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  const stored: string[] = [];
  scene.faults = ({ verb, path }) => {
    if (verb === 'STOR') stored.push(path);
    return undefined;
  };
  scene.clocks.host -= 10 * DAY_S;
  scene.log('a.txt', minutes(NOW_S - 3600, 60));
  const { code, summary } = await scene.run('update', '--keep-raw');
  t.is(code, 4);
  t.regex(summary.clock ?? '', /behind the newest date listed by the server/);
  t.is(scene.quarantined(), 0);
  scene.clocks.host += 10 * DAY_S;
  t.is((await scene.run('update', '--keep-raw')).code, 0);
  t.is(scene.published().length, 60);
  t.deepEqual(
    stored.filter((path) => path.startsWith('/raw')),
    [],
  );
});

test('a date of the future that somebody gave a file stops nothing where the server tells its clock', async (t) => {
  const scene = await clockedScene(t, NOW_S);
  scene.log('a.txt', minutes(NOW_S - 3600, 60));
  scene.files.put('/raw/Hydropolis/future.txt', minutes(NOW_S - 7200, 60), NOW_S + 400 * DAY_S);
  scene.clocks.server += 60;
  const { code, summary } = await scene.run('update');
  t.is(code, 0);
  t.is(summary.clock, null);
  t.deepEqual(scene.raw(), ['/raw/Hydropolis/future.txt']);
});
