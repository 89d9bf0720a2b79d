import test from 'ava';
import { utc } from '../../../fixtures/utc.js';
import { createMemoryBackend } from '../../../fixtures/ftp-server/index.js';
import { clockedScene, minutes } from '../../support/clocked-scene.js';
import { nowS, openScene } from '../support/scene.js';
import { refuse } from '../support/strikes.js';

const NOW_S = utc('2024-03-01') + 43_200;
const START_S = utc('2024-03-01');
const LATEST = '/base/Hydropolis/latest.txt';

for (const between of ['--keep-raw', '--publish-every'])
  test(`update ${between}: a file written anew in the minute of its date, with its size, is not deleted unread`, async (t) => {
    const scene = await clockedScene(t, NOW_S, 60);
    const first = between === '--keep-raw' ? ['--keep-raw'] : ['--publish-every', '1h'];
    // The first publication: what comes after it waits for the next one.
    await scene.run('update', ...first);
    scene.clocks.server += 3;
    scene.log('latest.txt', minutes(START_S, 5));
    t.is((await scene.run('update', ...first, '--settle', '0')).summary.total.kept, 5);
    scene.clocks.server += 30;
    scene.log('latest.txt', minutes(START_S + 300, 5));
    scene.clocks.server += 7200;
    scene.clocks.host += 7200;
    const { code, summary, stderr } = await scene.run('update', '--settle', '0');
    t.is(code, 0, stderr);
    t.is(summary.total.kept, 5);
    t.is(scene.published().length, 10);
    t.deepEqual(scene.raw(), []);
  });

test('update: dates to the minute: what was read within their minute is read again before it is deleted', async (t) => {
  const scene = await clockedScene(t, NOW_S, 60);
  scene.clocks.server += 3;
  scene.log('latest.txt', minutes(START_S, 5));
  t.is((await scene.run('update')).summary.files.deleted, 0);
  scene.clocks.server += 30;
  scene.log('latest.txt', minutes(START_S + 300, 5));
  scene.clocks.server += 200;
  t.is((await scene.run('update')).summary.total.kept, 5);
  t.is(scene.published().length, 10);
  t.deepEqual(scene.raw(), []);
});

test('update: files with dates to the minute that have passed are read once', async (t) => {
  const scene = await clockedScene(t, NOW_S, 60);
  scene.log('a.txt', minutes(START_S, 5));
  scene.clocks.server += 120;
  scene.clocks.host += 120;
  scene.log('b.txt', minutes(START_S + 300, 5));
  t.is((await scene.run('update', '--keep-raw')).summary.files.read, 2);
  t.is((await scene.run('update', '--keep-raw')).summary.files.read, 1, 'only what may have changed since');
});

test('update: what was read is read again where the server’s clock was set back to its date', async (t) => {
  const scene = await clockedScene(t, NOW_S + 10);
  scene.log('latest.txt', minutes(START_S, 5));
  scene.clocks.server += 7;
  t.is((await scene.run('update')).summary.files.deleted, 0);
  scene.clocks.server -= 3600;
  scene.clocks.host += 3593;
  scene.clocks.server += 3593;
  scene.log('latest.txt', minutes(START_S + 300, 5));
  scene.clocks.server += 300;
  scene.clocks.host += 300;
  await scene.run('update');
  t.is(scene.raw().length, 1);
  await scene.run('update');
  t.is(scene.published().length, 10);
  t.deepEqual(scene.raw(), []);
});

test('copy: a file written anew in the minute of its date, with its size, is copied', async (t) => {
  const minuteS = (): number => Math.floor(nowS() / 60) * 60;
  const backend = createMemoryBackend({ nowS: minuteS });
  const scene = await openScene(t, { backend });
  const latest = (): string => Buffer.from(backend.get('/raw/Hydropolis/latest.txt') ?? []).toString();
  const copied = async (tips: number): Promise<string> => {
    if (tips > 0) backend.put(LATEST, `Hydropolis, 1709251200, ${tips}, 0, 12.2\n`);
    const { code, stdout, stderr } = await scene.run(['copy', '--settle', '0', '--json', '--gauge', 'Hydropolis']);
    t.is(code, 0, stderr);
    const [{ copied: count }] = JSON.parse(stdout) as [{ copied: number }];
    return `${count}: ${latest()}`;
  };
  t.is(await copied(1), '1: Hydropolis, 1709251200, 1, 0, 12.2\n');
  t.is(await copied(2), '1: Hydropolis, 1709251200, 2, 0, 12.2\n');
  t.is(await copied(0), '0: Hydropolis, 1709251200, 2, 0, 12.2\n', 'the same is not copied again');
});

test('copy: a file dated ahead of a clock that was set back is copied anew when that date comes again', async (t) => {
  const clock = { aheadS: 600 };
  const startS = nowS();
  const backend = createMemoryBackend({ nowS: () => startS + clock.aheadS });
  const scene = await openScene(t, { backend });
  await backend.makeFolder('/raw');
  const copy = async (): Promise<string> => {
    const { code, stderr } = await scene.run(['copy', '--settle', '1s', '--gauge', 'Hydropolis']);
    t.is(code, 0, stderr);
    return Buffer.from(backend.get('/raw/Hydropolis/latest.txt') ?? []).toString();
  };
  const dateS = startS + 6 + ((startS + 6) % 60 === 0 ? 1 : 0);
  backend.put(LATEST, 'Hydropolis, 1709251200, 1, 0, 12.2\n', dateS);
  await copy();
  clock.aheadS = 0;
  await copy();
  await copy();
  backend.put(LATEST, 'Hydropolis, 1709251260, 1, 0, 12.2\n', dateS);
  clock.aheadS = dateS + 3 - startS;
  t.regex(await copy(), /1709251260/);
});

test('copy: a locked file is copied in the first round that may read it, though the clock was set back before', async (t) => {
  const clock = { aheadS: 0 };
  const backend = createMemoryBackend({ nowS: () => nowS() + clock.aheadS });
  const scene = await openScene(t, { backend });
  await backend.makeFolder('/raw');
  backend.put(LATEST, 'Hydropolis, 1709251200, 1, 0, 12.2\n', nowS() - 100);
  scene.faults = (call) => (call.verb === 'RETR' ? refuse(550, 'It is being used by another process.') : undefined);
  t.is((await scene.run(['copy', '--settle', '60s', '--gauge', 'Hydropolis'])).code, 4);
  scene.faults = undefined;
  clock.aheadS = -7200;
  const { code, stderr } = await scene.run(['copy', '--settle', '60s', '--gauge', 'Hydropolis']);
  t.is(code, 0, stderr);
  t.truthy(backend.get('/raw/Hydropolis/latest.txt'), stderr);
});

for (const dateS of [0, utc('1980-01-01'), utc('2000-01-01') + 7])
  test(`a server whose clock was never set (${dateS}): what is written anew under the same name, size and date is published`, async (t) => {
    const backend = createMemoryBackend({ nowS });
    const scene = await openScene(t, { backend });
    await backend.makeFolder('/raw');
    for (const tips of [1, 2, 3]) {
      backend.put(LATEST, `Hydropolis, ${1_709_251_200 + 60 * tips}, ${tips}, 0, 12.2\n`, dateS);
      const { code, stderr } = await scene.run(['copy', '--settle', '0', '--gauge', 'Hydropolis']);
      t.is(code, 0, stderr);
      const update = await scene.run(['update', '--settle', '0', '--keep-raw', '--gauge', 'Hydropolis']);
      t.is(update.code, 0, update.stderr);
    }
    const series = backend.get('/published/Hydropolis/2024/Hydropolis_concatenated_2024.csv');
    t.is(
      Buffer.from(series ?? [])
        .toString()
        .split('\n').length,
      5,
    );
  });
