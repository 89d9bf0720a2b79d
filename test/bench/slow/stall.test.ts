import test from 'ava';
import { stallOnce, STALL_MS } from '../../../bench/slow/stall.js';

test('stallOnce: holds everyone up once, after 4 MiB, and tells what its producer read meanwhile', async (t) => {
  const stall = stallOnce();
  stall.pid = process.pid;
  t.is(stall.taken(1 << 20), undefined);
  const startMs = performance.now();
  await Promise.all([stall.taken(4 << 20), stall.taken(1)]);
  t.true(performance.now() - startMs >= STALL_MS - 1);
  if (process.platform === 'linux') t.true(stall.inFlightBytes >= 0);
  const againMs = performance.now();
  await stall.taken(8 << 20);
  t.true(performance.now() - againMs < STALL_MS / 2);
});
