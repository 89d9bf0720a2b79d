import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';

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

/** `alive` in `bornAt` says that only that is known. */
const ALIVE = 'alive';

/** This process as a holder. */
export function ownHolder(runId: string): Holder {
  const { pid } = process;
  return { pid, host: os.hostname(), system: ownSystem(), bornAt: statOf(pid)?.bornAt ?? ALIVE, runId };
}

/**
 * What a process number has its meaning in: this boot of this machine, and this container (its PID namespace). Containers
 * may share a host's name, and machines too.
 */
export function ownSystem(): string {
  const boot = readText('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot} ${readLink('/proc/self/ns/pid')}`;
}

/** The holder in the text of a lock; undefined where it is none, or cut off. */
export function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, runId, system = '', bornAt = '' } = JSON.parse(text) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof runId !== 'string') return undefined;
    return { pid, host, system, bornAt, runId };
  } catch {
    return undefined;
  }
}

/** Whether a holder's process lives; undefined where this system cannot tell. */
export function livesHere(holder: Holder, own: Holder): boolean | undefined {
  if (holder.host !== own.host || holder.system !== own.system) return undefined;
  if (holder.bornAt === '' || !exists(holder.pid)) return false;
  const stat = statOf(holder.pid);
  if (stat) return stat.bornAt === holder.bornAt && !stat.isDead;
  // Without /proc there is no more to know; with one, this user may not look at another's processes.
  return holder.bornAt === ALIVE ? !isZombieByPs(holder.pid) : undefined;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/**
 * What /proc tells of a process (proc(5)): field 22 of its `stat` counts from boot to its start; by field 3 it is dead, a
 * zombie that its parent has not asked for, unless a thread of it still ends.
 */
function statOf(pid: number): { bornAt: string; isDead: boolean } | undefined {
  const fields = fieldsOf(`/proc/${pid}/stat`);
  if (!fields) return undefined;
  const isDead = isOver(fields[0]) && threadsOf(pid).every((thread) => isOver(fieldsOf(thread)?.[0]));
  return { bornAt: fields[19] ?? ALIVE, isDead };
}

/** The fields from the third on: the command before them may hold blanks and brackets. */
function fieldsOf(file: string): string[] | undefined {
  const stat = readText(file);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Zombie or dead; a thread that is no longer there is over too. */
function isOver(state: string | undefined): boolean {
  return state === undefined || ['Z', 'X', 'x'].includes(state);
}

function threadsOf(pid: number): string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/stat`);
  } catch {
    return [];
  }
}

/** On other systems `ps` tells, where it is there (POSIX has no word for zombies; BSD and macOS write Z too). */
function isZombieByPs(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8', timeout: 5_000 });
  return typeof stdout === 'string' && stdout.trim().startsWith('Z');
}

function readLink(file: string): string {
  try {
    return fs.readlinkSync(file);
  } catch {
    return '';
  }
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
