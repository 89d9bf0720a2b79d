import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'ava';
import { PluvioError } from '../../../src/domain/errors.js';
import { takeLock } from '../../../src/stores/lock.js';
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
  writeFileSync(file, JSON.stringify({ pid: dead, host: os.hostname(), bornAt: '1', runId: 'old' }));
  const lock = takeLock(file, 'new');
  t.is(lock.takenOverFrom?.runId, 'old');
  lock.release();
  t.false(existsSync(file));
});

test('takeLock takes over where the number of a dead process is used again', (t) => {
  const file = path.join(tempFolder(t), 'lock');
  writeFileSync(file, JSON.stringify({ pid: process.pid, host: os.hostname(), bornAt: '1', runId: 'old' }));
  t.is(takeLock(file, 'new').takenOverFrom?.runId, 'old');
});

test('takeLock respects another machine as long as it touches its lock', (t) => {
  const file = path.join(tempFolder(t), 'lock');
  writeFileSync(file, JSON.stringify({ pid: 1, host: 'elsewhere', bornAt: '1', runId: 'far' }));
  t.is(t.throws(() => takeLock(file, 'near'), { instanceOf: PluvioError }).code, 'LOCKED');
  const longAgo = new Date(Date.now() - 3_600_000);
  utimesSync(file, longAgo, longAgo);
  t.is(takeLock(file, 'near').takenOverFrom?.runId, 'far');
});

test('takeLock takes over a lock that was cut off while it was written', (t) => {
  const file = path.join(tempFolder(t), 'lock');
  writeFileSync(file, '{"pid": 12');
  t.is(takeLock(file, 'new').takenOverFrom, undefined);
});
