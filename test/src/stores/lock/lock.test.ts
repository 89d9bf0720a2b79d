import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { PluvioError } from '../../../../src/domain/errors.js';
import { livesHere, ownHolder, ownSystem } from '../../../../src/stores/lock/lock-holder.js';
import { takeLock, type LockOptions } from '../../../../src/stores/lock/lock.js';
import { testUnless, whyNoCommand } from '../../../support/needs.js';
import { tempFolder } from '../../../support/temp.js';

/** A busy machine takes a second to start a process. */
const RACE_MS = 40_000;
const HAS_PROC = existsSync('/proc/self/stat');
const procTest = testUnless(HAS_PROC ? undefined : 'no /proc to tell the dead by');

test('takeLock refuses a second holder, and lets the next one in after release', async (t) => {
  const file = path.join(tempFolder(t), 'state', 'lock');
  const lock = await takeLock(file, 'a');
  const error = await t.throwsAsync(takeLock(file, 'b'), { instanceOf: PluvioError });
  t.is(error.code, 'LOCKED');
  t.is(error.exitCode, 5);
  t.regex(error.message, /run a, process \d+/);
  lock.release();
  const next = await takeLock(file, 'b');
  t.is(next.takenOverFrom, undefined);
  next.release();
  t.deepEqual(readdirSync(path.dirname(file)), []);
});

test('takeLock takes over from a process that died', async (t) => {
  const file = path.join(tempFolder(t), 'lock');
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(file, lockText({ pid: dead }));
  const lock = await takeLock(file, 'new');
  t.is(lock.takenOverFrom?.runId, 'old');
  lock.release();
  t.deepEqual(readdirSync(path.dirname(file)), []);
});

test('takeLock takes over where the number of a dead process is used again', async (t) => {
  const file = path.join(tempFolder(t), 'lock');
  writeFileSync(file, lockText({ pid: process.pid }));
  t.is((await takeLock(file, 'new')).takenOverFrom?.runId, 'old');
});

procTest('takeLock takes over from a zombie, whatever the date of its lock', async (t) => {
  const pid = await zombie(t);
  const bornAt = bornAtOf(pid);
  for (const ms of [0, -3600_000, 3600_000]) {
    const file = path.join(tempFolder(t), 'lock');
    writeFileSync(file, lockText({ pid, bornAt }));
    agoMs(file, ms);
    t.is((await takeLock(file, 'new', { watchMs: 60_000 })).takenOverFrom?.runId, 'old');
  }
});

procTest('takeLock respects a living process, whatever the date of its lock and the name of its command', async (t) => {
  const folder = tempFolder(t);
  const command = path.join(folder, 'x) Z (1 2');
  copyFileSync('/bin/sleep', command);
  const child = spawn(command, ['30']);
  t.teardown(() => child.kill());
  await once(child, 'spawn');
  for (const ms of [0, -3600_000, 3600_000]) {
    const file = path.join(folder, 'lock');
    writeFileSync(file, lockText({ pid: child.pid, bornAt: bornAtOf(child.pid!) }));
    agoMs(file, ms);
    await isLocked(t, file, { watchMs: 1 });
  }
});

testUnless(whyNoCommand('ps'))('livesHere asks ps where there is no /proc', (t) => {
  const own = ownHolder('own');
  // As written by a system that tells no more.
  const plain = { ...own, bornAt: 'alive' };
  t.is(livesHere({ ...plain, pid: spawnSync(process.execPath, ['-e', '']).pid }, own), false);
  if (HAS_PROC) t.is(livesHere(plain, own), false, 'where /proc tells, such a holder is of another boot');
  else t.is(livesHere(plain, own), true);
});

test('takeLock respects another machine as long as it touches its lock', async (t) => {
  const file = path.join(tempFolder(t), 'lock');
  for (const other of [{ host: 'elsewhere' }, { system: 'another container' }, { system: undefined }]) {
    for (const ms of [0, 170_000, -170_000]) {
      writeFileSync(file, lockText({ pid: 1, ...other }));
      agoMs(file, ms);
      await isLocked(t, file, { watchMs: 1 });
    }
    for (const ms of [190_000, -190_000, 1e11, -1e11]) {
      writeFileSync(file, lockText({ pid: 1, ...other }));
      agoMs(file, ms);
      const ages: number[] = [];
      const lock = await takeLock(file, 'near', { watchMs: 40, onWatch: (_, ageMs) => ages.push(ageMs) });
      t.is(lock.takenOverFrom?.runId, 'old');
      t.true(ages.length === 1 && Math.abs(ages[0]! - ms) < 10_000, String(ages));
      lock.release();
    }
  }
  t.deepEqual(readdirSync(path.dirname(file)), []);
});

test('takeLock respects another machine whose lock moves while it is watched: the clock of the disk was set', async (t) => {
  const file = path.join(tempFolder(t), 'lock');
  for (const ms of [3600_000, -3600_000]) {
    writeFileSync(file, lockText({ pid: 1, host: 'elsewhere' }));
    agoMs(file, ms);
    const beats = setInterval(() => agoMs(file, ms - 5000), 100);
    t.teardown(() => clearInterval(beats));
    await isLocked(t, file, { watchMs: 1000 });
    clearInterval(beats);
  }
});

test('takeLock gives signs of life by the clock of the disk', async (t) => {
  const file = path.join(tempFolder(t), 'lock');
  const lock = await takeLock(file, 'a', { heartbeatMs: 20 });
  agoMs(file, 3_600_000);
  await setTimeout(200);
  t.true(Date.now() - statSync(file).mtimeMs < 10_000);
  await isLocked(t, file);
  lock.release();
  t.false(existsSync(file));
});

test('a holder that was asleep is told that another run took over, and leaves its lock alone', async (t) => {
  const file = path.join(tempFolder(t), 'lock');
  const sleeper = await takeLock(file, 'sleeper', { heartbeatMs: 20 });
  sleeper.check();
  writeFileSync(file, lockText({ pid: 1, host: 'elsewhere', runId: 'other' }));
  agoMs(file, 60_000);
  await setTimeout(1100);
  t.true(Date.now() - statSync(file).mtimeMs > 50_000, 'no sign of life for another');
  const error = t.throws(() => sleeper.check(), { instanceOf: PluvioError });
  t.is(error.code, 'LOCKED');
  t.regex(error.message, /run other, process 1 on elsewhere/);
  sleeper.release();
  t.true(existsSync(file));
});

test('a holder whose lock is gone does not go on: another run may have come and gone', async (t) => {
  const folder = tempFolder(t);
  const file = path.join(folder, 'lock');
  const sleeper = await takeLock(file, 'sleeper');
  sleeper.release();
  await setTimeout(1100);
  t.is(t.throws(() => sleeper.check(), { instanceOf: PluvioError }).code, 'LOCKED');
});

test('takeLock takes over a lock, or a claim on one, that was cut off while it was written', async (t) => {
  for (const text of ['{"pid": 12', '', 'null', '7', '{"pid":"1","host":1}']) {
    const file = path.join(tempFolder(t), 'lock');
    writeFileSync(file, text);
    const lock = await takeLock(file, 'new', { watchMs: 40 });
    t.is(lock.takenOverFrom, undefined);
    await isLocked(t, file);
    lock.release();
    t.deepEqual(readdirSync(path.dirname(file)), []);
  }
});

procTest('many processes want one lock, and are killed at any moment: it is never had by two at once', async (t) => {
  const folder = tempFolder(t);
  const [file, marks, journal] = ['lock', 'marks', 'journal'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(journal, '');
  mkdirSync(marks);
  const racers = new Set<ChildProcess>();
  let isOver = false;
  const begin = (): void => {
    const racer = fork(fileURLToPath(new URL('lock-racer.js', import.meta.url)), [file, marks, journal]);
    racers.add(racer);
    racer.on('exit', () => {
      racers.delete(racer);
      if (!isOver) begin();
    });
  };
  t.teardown(() => {
    isOver = true;
    for (const racer of racers) racer.kill('SIGKILL');
  });
  for (let i = 0; i < 5; i++) begin();
  const lines = (): string[] => readFileSync(journal, 'utf8').trimEnd().split('\n');
  const takeovers = (): number => lines().filter((line) => line === 'turn over').length;
  for (const begunMs = performance.now(); performance.now() - begunMs < RACE_MS && takeovers() < 400;) {
    await setTimeout(Math.random() * 500);
    [...racers][Math.floor(Math.random() * racers.size)]?.kill('SIGKILL');
  }
  isOver = true;
  t.deepEqual(
    lines().filter((line) => !line.startsWith('turn')),
    [],
  );
  t.true(takeovers() > 0, lines().join(', '));
  t.log(`${lines().length} turns, ${takeovers()} of them after a dead process`);
});

/** What a holder that is dead left: a process of this system, unless said otherwise. */
function lockText(holder: Record<string, unknown>): string {
  return JSON.stringify({ host: os.hostname(), system: ownSystem(), bornAt: '1', runId: 'old', ...holder });
}

function agoMs(file: string, ms: number): void {
  const then = new Date(Date.now() - ms);
  utimesSync(file, then, then);
}

async function isLocked(t: ExecutionContext, file: string, options: LockOptions = {}): Promise<void> {
  t.is((await t.throwsAsync(takeLock(file, 'near', options), { instanceOf: PluvioError })).code, 'LOCKED');
}

function bornAtOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]!;
}

/** A process that has ended, and whose parent does not ask for it. */
async function zombie(t: ExecutionContext): Promise<number> {
  // The child waits for the shell to have become "sleep": the shell itself could still ask for it.
  const parent = spawn('sh', ['-c', 'read _ <&3 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  t.teardown(() => parent.kill('SIGKILL'));
  const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
  const pid = Number(line.toString());
  while (readFileSync(`/proc/${parent.pid!}/comm`, 'utf8').trim() !== 'sleep') await setTimeout(20);
  (parent.stdio[3] as Writable).end();
  while (!/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await setTimeout(20);
  return pid;
}
