import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import { PluvioError } from '../../../src/domain/errors.js';
import { ownSystem, takeLock } from '../../../src/stores/lock.js';
import { tempFolder } from '../../support/temp.js';

test('takeLock refuses a second holder, and lets the next one in after release', (t) => {
  const file = path.join(tempFolder(t), 'state', 'lock');
  const lock = takeLock(file, 'a');
  const error = t.throws(() => takeLock(file, 'b'), { instanceOf: PluvioError });
  t.is(error.code, 'LOCKED');
  t.is(error.exitCode, 5);
  t.regex(error.message, /run a, process \d+/);
  lock.release();
  const next = takeLock(file, 'b');
  t.is(next.takenOverFrom, undefined);
  next.release();
  t.deepEqual(readdirSync(path.dirname(file)), []);
});

test('takeLock takes over from a process that died', (t) => {
  const file = path.join(tempFolder(t), 'lock');
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(file, lockText({ pid: dead }));
  const lock = takeLock(file, 'new');
  t.is(lock.takenOverFrom?.runId, 'old');
  lock.release();
  t.false(existsSync(file));
});

test('takeLock takes over where the number of a dead process is used again', (t) => {
  const file = path.join(tempFolder(t), 'lock');
  writeFileSync(file, lockText({ pid: process.pid }));
  t.is(takeLock(file, 'new').takenOverFrom?.runId, 'old');
});

test('takeLock respects another machine as long as it touches its lock', (t) => {
  const file = path.join(tempFolder(t), 'lock');
  for (const other of [{ host: 'elsewhere' }, { system: 'another container' }, { system: undefined }]) {
    writeFileSync(file, lockText({ pid: 1, ...other }));
    t.is(t.throws(() => takeLock(file, 'near'), { instanceOf: PluvioError }).code, 'LOCKED');
    agoMs(file, 170_000);
    t.is(t.throws(() => takeLock(file, 'near'), { instanceOf: PluvioError }).code, 'LOCKED');
    agoMs(file, 190_000);
    const lock = takeLock(file, 'near');
    t.is(lock.takenOverFrom?.runId, 'old');
    lock.release();
  }
});

test('takeLock gives signs of life by the clock of the disk', async (t) => {
  const file = path.join(tempFolder(t), 'lock');
  const lock = takeLock(file, 'a', 20);
  agoMs(file, 3_600_000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  t.true(Date.now() - statSync(file).mtimeMs < 10_000);
  t.is(t.throws(() => takeLock(file, 'b'), { instanceOf: PluvioError }).code, 'LOCKED');
  lock.release();
  t.false(existsSync(file));
});

test('a holder that was asleep is told that another run took over, and leaves its lock alone', async (t) => {
  const file = path.join(tempFolder(t), 'lock');
  const sleeper = takeLock(file, 'sleeper', 20);
  sleeper.check();
  writeFileSync(file, lockText({ pid: 1, host: 'elsewhere', runId: 'other' }));
  agoMs(file, 60_000);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  t.true(Date.now() - statSync(file).mtimeMs > 50_000, 'no sign of life for another');
  const error = t.throws(() => sleeper.check(), { instanceOf: PluvioError });
  t.is(error.code, 'LOCKED');
  t.regex(error.message, /run other, process 1 on elsewhere/);
  sleeper.release();
  t.true(existsSync(file));
});

/** What a holder that is dead left: a process of this system, unless said otherwise. */
function lockText(holder: Record<string, unknown>): string {
  return JSON.stringify({ host: os.hostname(), system: ownSystem(), bornAt: '1', runId: 'old', ...holder });
}

function agoMs(file: string, ms: number): void {
  const then = new Date(Date.now() - ms);
  utimesSync(file, then, then);
}

test('takeLock takes over a lock that was cut off while it was written', (t) => {
  const file = path.join(tempFolder(t), 'lock');
  writeFileSync(file, '{"pid": 12');
  t.is(takeLock(file, 'new').takenOverFrom, undefined);
});
