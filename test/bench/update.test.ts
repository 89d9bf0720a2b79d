import test from 'ava';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from '../../bench/measure/measure.js';
import { yearsTouched } from '../../bench/sections/update.js';
import { publishGauge } from '../../bench/update/published-gauge.js';

const root = mkdtempSync(join(tmpdir(), 'pluvio-bench-test-'));
process.env['PLUVIO_BENCH_DIR'] = root;
test.after.always(() => rmSync(root, { recursive: true, force: true }));

test('update reads and changes the year that is concerned, and looks at the others without a transfer each', async (t) => {
  t.timeout(120_000);
  const gauge = await publishGauge(6, 60);
  try {
    gauge.server.traffic();
    await measure(gauge.update());
    const idle = gauge.server.traffic().asked;
    t.deepEqual(yearsTouched(idle), new Set());
    gauge.send(10);
    await measure(gauge.update());
    const { asked } = gauge.server.traffic();
    t.deepEqual(yearsTouched(asked), new Set(['2024']));
    t.is(asked.filter(({ verb, path }) => verb === 'DELE' && path.startsWith('/raw/')).length, 10);
    const aboutOthers = asked.filter(({ path }) => /^\/published\/\w+\/(20(19|2[0-3]))\//.test(path));
    t.deepEqual([...new Set(aboutOthers.map(({ verb }) => verb))].sort(), ['MDTM', 'SIZE']);
    // The table of the last hours asks for the year before of the network's other gauge, too.
    t.is(aboutOthers.length, 12, 'SIZE and MDTM of a manifest for each of six years, sent together');
  } finally {
    await gauge.stop();
  }
});
