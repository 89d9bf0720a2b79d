import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import { lastValueFrom, NEVER, take } from 'rxjs';
import { loggerLine, rawName } from '../../../fixtures/networks/logger.js';
import { utc } from '../../../fixtures/utc.js';
import { rounds } from '../../../src/cli/wiring/rounds/schedule.js';
import { undone } from '../support/checks.js';
import { extent, tellFigure } from '../support/extent.js';
import { openScene, troublesIn } from '../support/scene.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Growth that is noise: compiled code, caches that fill up. */
const SLACK_BYTES = 24 * 1024 * 1024;

test.serial('update rounds leave memory, handles and the journal as they were', async (t) => {
  t.timeout(1_200_000);
  const scene = await openScene(t);
  const total = extent(24, 1000);
  const warm = Math.floor(total / 4);
  const looks: { heapBytes: number; handles: number; journalBytes: number }[] = [];
  let done = 0;
  const all = rounds({
    schedule: { everyMs: 1 },
    round: async () => {
      const timeS = utc('2024-03-01') + done * 300;
      const lines = [0, 60, 120, 180, 240].map((after) =>
        loggerLine('Polytech', { timeS: timeS + after, tips: 0, wind: 0, battery: 12.2 }),
      );
      scene.backend.put(`/raw/Polytech/${rawName('Polytech', timeS)}`, lines.join(''));
      const { code, stderr } = await scene.run(['update']);
      t.is(code, 0, troublesIn(stderr));
      done++;
      if (done !== warm && done !== total) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
      collectGarbage();
      looks.push({
        heapBytes: process.memoryUsage().heapUsed,
        handles: process.getActiveResourcesInfo().length,
        journalBytes: statSync(join(scene.out, '.pluvio/journal.db')).size,
      });
    },
    onFailure: (error) => t.fail(String(error)),
    stop: NEVER,
    isFatal: () => false,
    clocks: { nowMs: () => performance.now(), steadyMs: () => performance.now() },
  });
  await lastValueFrom(all.pipe(take(total)), { defaultValue: undefined });
  const [early, late] = looks;
  t.true(late!.heapBytes - early!.heapBytes < SLACK_BYTES, JSON.stringify(looks));
  t.true(late!.handles <= early!.handles, JSON.stringify(looks));
  t.is(late!.journalBytes, early!.journalBytes);
  t.deepEqual(undone(scene), []);
  t.log(JSON.stringify(looks));
  tellFigure(
    'update rounds in a row',
    total,
    `heap ${growth(early!.heapBytes, late!.heapBytes)}, handles and journal flat`,
  );
});

function growth(beforeBytes: number, afterBytes: number): string {
  const megabytes = (afterBytes - beforeBytes) / 1e6;
  return `${megabytes >= 0 ? '+' : ''}${megabytes.toFixed(1)} MB`;
}
