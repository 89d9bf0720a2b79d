import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PluvioError } from '../domain/errors.js';

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Since when the process lives, as its system counts; a number used again belongs to another process. */
  readonly bornAt: string;
  readonly runId: string;
}

export interface Lock {
  /** The holder whose lock was taken over, because it is dead. */
  readonly takenOverFrom: Holder | undefined;
  release(): void;
}

/** How often a living holder touches its lock, and how long an untouched one of another machine is respected. */
const HEARTBEAT_MS = 20_000;
const STALE_AFTER_MS = 180_000;

/**
 * Takes the lock `file`, or throws LOCKED. The lock is made by `link`, which is atomic on local disks and network
 * shares alike. On the same machine a holder is asked whether it lives; on another one its heartbeat tells, measured by
 * the clock of the shared disk alone.
 */
export function takeLock(file: string, runId: string): Lock {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const own: Holder = { pid: process.pid, host: os.hostname(), bornAt: bornAt(process.pid) ?? '', runId };
  const draft = `${file}.${runId}`;
  let takenOverFrom: Holder | undefined;
  try {
    for (;;) {
      fs.writeFileSync(draft, JSON.stringify(own));
      try {
        fs.linkSync(draft, file);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const text = readText(file);
      if (text === undefined) continue;
      const holder = parseHolder(text);
      if (holder && isAlive(holder, own, file, draft)) throw lockedBy(holder, file);
      if (discard(file, text, runId)) takenOverFrom = holder;
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS).unref();
  return {
    takenOverFrom,
    release: () => {
      clearInterval(heartbeat);
      if (readText(file) === JSON.stringify(own)) fs.rmSync(file, { force: true });
    },
  };
}

/** Moves a dead lock out of the way; false, with everything as it was, where somebody else was faster. */
function discard(file: string, text: string, runId: string): boolean {
  const moved = `${file}.dead-${runId}`;
  try {
    fs.renameSync(file, moved);
  } catch {
    return false;
  }
  const isDead = readText(moved) === text;
  // Another run took over between the look and the move: the lock is its.
  if (!isDead) fs.linkSync(moved, file);
  fs.rmSync(moved, { force: true });
  return isDead;
}

function isAlive(holder: Holder, own: Holder, file: string, draft: string): boolean {
  if (holder.host === own.host) return bornAt(holder.pid) === holder.bornAt && holder.bornAt !== '';
  const touched = fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  const nowMs = fs.statSync(draft).mtimeMs;
  return touched !== undefined && nowMs - touched < STALE_AFTER_MS;
}

/** When a process of this machine was started; undefined where it does not live; `alive` where only that is known. */
function bornAt(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
  }
  // Field 22 of /proc/<pid>/stat, counted after the command's closing bracket (proc(5)).
  const stat = readText(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'alive';
}

function lockedBy({ pid, host, runId }: Holder, file: string): PluvioError {
  const who = `run ${runId}, process ${pid} on ${host}`;
  return new PluvioError('LOCKED', `Another run is at work in this output folder (${who}); wait for it to end`, {
    file,
  });
}

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function touch(file: string): void {
  try {
    fs.utimesSync(file, new Date(), new Date());
  } catch {
    // Gone: released, or taken by an operator's hand; the run goes on.
  }
}
