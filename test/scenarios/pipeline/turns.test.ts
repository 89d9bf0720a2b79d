import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { childEnv, PLUVIO, tempFolder } from '../../support/pluvio.js';

const GAUGES = 400;
const FILES = 50;
/** A second is promised; a machine that tests many things at once takes longer for everything. */
const HEARD_WITHIN_MS = 3_000;

test('SIGTERM is heard in the middle of 20,000 small files in 400 folders', async (t) => {
  const cwd = tempFolder(t);
  const names = Array.from({ length: GAUGES }, (_, i) => `G${i}`);
  for (const name of names) {
    const folder = join(cwd, 'raw', name);
    mkdirSync(folder, { recursive: true });
    for (let i = 0; i < FILES; i++)
      writeFileSync(
        join(folder, `${name}_${String(i).padStart(3, '0')}.txt`),
        `${name}, ${1704067200 + 300 * i}, 1, 0, 12\n`,
      );
  }
  const args = ['--log-format', 'json', 'update', '--from', 'raw', '--uncalibrated', '--gauge', names.join(',')];
  const child = spawn(process.execPath, [PLUVIO, ...args], { cwd, env: childEnv(), timeout: 100_000 });
  t.teardown(() => child.kill('SIGKILL'));
  let stderr = '';
  let heardMs = 0;
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString();
    if (heardMs === 0 && stderr.includes('SIGTERM: ending')) heardMs = performance.now();
  });
  while (!stderr.includes('G5: 50 raw files')) await setTimeout(10);
  const sentMs = performance.now();
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  t.is(code, 130, stderr.slice(-500));
  t.true(heardMs > 0 && heardMs - sentMs < HEARD_WITHIN_MS, `${heardMs - sentMs} ms`);
  t.false(stderr.includes(`G${GAUGES - 1}: 50 raw files`), 'it ended in the middle');
  t.log(`heard after ${Math.round(heardMs - sentMs)} ms`);
});
