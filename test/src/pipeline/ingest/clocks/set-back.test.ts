import { setTimeout as sleep } from 'node:timers/promises';
import test from 'ava';
import { createMemoryBackend } from '../../../../../fixtures/ftp-server/index.js';
import { nowS, openScene } from '../../../../faults/support/scene.js';

test('a file that is written anew with the size and date that it had, after the server’s clock was set back, is copied', async (t) => {
  const clock = { aheadS: 600 };
  const backend = createMemoryBackend({ nowS: () => nowS() + clock.aheadS });
  const scene = await openScene(t, { backend });
  await backend.makeFolder('/raw');
  const copy = async (): Promise<string> => {
    const { code, stderr } = await scene.run(['copy', '--gauge', 'Hydropolis', '--settle', '1s']);
    t.is(code, 0, stderr);
    return Buffer.from(backend.get('/raw/Hydropolis/latest.txt') ?? []).toString();
  };
  const dateS = nowS() + 1;
  backend.put('/base/Hydropolis/latest.txt', 'Hydropolis, 1709251200, 1, 0, 12.2\n', dateS);
  t.regex(await copy(), /1709251200/);
  clock.aheadS = 0;
  backend.put('/base/Hydropolis/latest.txt', 'Hydropolis, 1709251260, 1, 0, 12.2\n', dateS);
  // It may be too young at first, and is known then for what it is.
  await copy();
  await sleep(2500);
  t.regex(await copy(), /1709251260/);
});
