import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PluvioError } from '../domain/errors.js';
import { removeFile } from './remove-file.js';

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The boot of the machine and the container in which the number means a process: see `ownSystem`. */
  readonly system: string;
  /** Since when the process lives, as its system counts; a number used again belongs to another process. */
  readonly bornAt: string;
  readonly runId: string;
}

export interface Lock {
  /** The holder whose lock was taken over, because it is dead. */
  readonly takenOverFrom: Holder | undefined;
  /** Throws LOCKED where another run has taken over, because this one gave no sign of life for too long. */
  check(): void;
  release(): void;
}

/** How often a living holder writes to its lock, and how long a silent one of another system is respected. */
const HEARTBEAT_MS = 20_000;
const STALE_AFTER_MS = 180_000;
/** `check` looks at the file no more often than this. */
const CHECK_MS = 1_000;

/**
 * Takes the lock `file`, or throws LOCKED. The lock is made by `link`, which is atomic on local disks and network
 * shares alike. A holder of the same system is asked whether it lives; that of another machine or container tells by its
 * heartbeat, measured by the clock of the shared disk alone: silent for three minutes, it is taken for dead. Should it
 * only have been asleep, `check` tells it that the lock is another's.
 */
export function takeLock(file: string, runId: string, heartbeatMs = HEARTBEAT_MS): Lock {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const own: Holder = {
    pid: process.pid,
    host: os.hostname(),
    system: ownSystem(),
    bornAt: bornAt(process.pid) ?? '',
    runId,
  };
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
    removeFile(draft);
  }
  const text = JSON.stringify(own);
  const beat = setInterval(() => giveSign(file, text), heartbeatMs).unref();
  let checkedMs = performance.now();
  return {
    takenOverFrom,
    check: () => {
      if (performance.now() - checkedMs < CHECK_MS) return;
      checkedMs = performance.now();
      const now = readText(file);
      const holder = now === text ? undefined : parseHolder(now ?? '');
      if (holder) throw lockedBy(holder, file);
    },
    release: () => {
      clearInterval(beat);
      if (readText(file) === text) removeFile(file);
    },
  };
}

/**
 * What a process number has its meaning in: this boot of this machine, and this container (its PID namespace). Containers
 * may share a host's name, and machines too.
 */
export function ownSystem(): string {
  const boot = readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot} ${readLink('/proc/self/ns/pid')}`;
}

function readLink(file: string): string {
  try {
    return fs.readlinkSync(file);
  } catch {
    return '';
  }
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
  removeFile(moved);
  return isDead;
}

function isAlive(holder: Holder, own: Holder, file: string, draft: string): boolean {
  if (holder.host === own.host && holder.system === own.system)
    return bornAt(holder.pid) === holder.bornAt && holder.bornAt !== '';
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

/** Writes the same bytes again, which the disk dates by its own clock: the machine's may be wrong. */
function giveSign(file: string, text: string): void {
  try {
    if (readText(file) !== text) return;
    const fd = fs.openSync(file, 'r+');
    try {
      fs.writeSync(fd, text, 0);
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    // The disk is away for a moment: the next sign may come through.
  }
}
