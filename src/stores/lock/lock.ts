import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PluvioError } from '../../domain/errors.js';
import { create, look, touch, type Seen } from './lock-file.js';
import { livesHere, ownHolder, parseHolder, type Holder } from './lock-holder.js';
import { removeFile } from '../remove-file.js';

export interface Lock {
  /** The holder whose lock was taken over, because it is dead. */
  readonly takenOverFrom: Holder | undefined;
  /** Throws LOCKED where another run has, or had, taken over, because this one gave no sign of life for too long. */
  check(): void;
  release(): void;
}

export interface LockOptions {
  /** How often a living holder writes to its lock. */
  readonly heartbeatMs?: number;
  /** How long a holder that cannot be asked is watched before it is taken for dead. */
  readonly watchMs?: number;
  /** Told before a watch begins: whose lock it is, and how old, by the clock of the disk (negative: dated ahead of it). */
  readonly onWatch?: (holder: Holder, ageMs: number) => void;
}

const HEARTBEAT_MS = 5_000;
/** Six heartbeats; a run of an older version writes every 20 s. */
const WATCH_MS = 30_000;
/** A lock that was written to so lately by the clock of the disk, or is dated so little ahead of it, is respected at once. */
const FRESH_MS = 180_000;
/** What holds no name is being written, or was cut off by a crash. */
const UNREADABLE_MS = 2_000;
/** `check` looks at the file no more often than this. */
const CHECK_MS = 1_000;
/** Looks in a watch. */
const LOOKS = 20;

/**
 * Takes the lock `file`, or throws LOCKED. A holder of the same system is asked whether it lives. That of another machine,
 * container or boot tells by its heartbeat: where its lock is dated more than three minutes back, or ahead, by the clock of
 * the shared disk, it is watched, and where nothing moves, taken for dead. Should it only have been asleep, `check` tells
 * it that the lock is another's.
 *
 * A dead lock changes hands under a claim, a file named after its text that one run alone can make, and is replaced by a
 * rename, so that there is a lock at every moment; a claim of a dead run is claimed in its turn. Nothing needs hard links.
 */
export async function takeLock(file: string, runId: string, options: LockOptions = {}): Promise<Lock> {
  const { heartbeatMs = HEARTBEAT_MS } = options;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const own = ownHolder(runId);
  const text = JSON.stringify(own);
  const takenOverFrom = await acquire(file, text, { ...options, own });
  const beat = setInterval(() => touch(file, text), heartbeatMs).unref();
  let checkedMs = performance.now();
  return {
    takenOverFrom,
    check: () => {
      if (performance.now() - checkedMs < CHECK_MS) return;
      checkedMs = performance.now();
      const now = lookAgain(file);
      if (now !== 'unknown' && now?.text !== text) throw now ? lockedBy(now.text, file) : lockGone(file);
    },
    release: () => {
      clearInterval(beat);
      release(file, own, text);
    },
  };
}

interface Acquiring extends LockOptions {
  readonly own: Holder;
}

/** Gives the holder that was taken over from, if any. */
async function acquire(file: string, text: string, options: Acquiring): Promise<Holder | undefined> {
  for (;;) {
    // Somebody may have taken what was made, but not written in time, for cut off.
    if (create(file, text) && look(file)?.text === text) return undefined;
    const found = look(file);
    if (!found) continue;
    const claims = [{ file, seen: found }, ...claimsOn(file, found)];
    const fate = await fateOfAll(claims, options, file);
    if (fate === 'changed') continue;
    if (takeOver(file, found.text, claimOn(file, claims.at(-1)!.seen.text), text)) {
      sweep(file, text);
      return parseHolder(found.text);
    }
  }
}

interface Claim {
  readonly file: string;
  readonly seen: Seen;
}

/** Those who claimed a lock, one from the other. */
function claimsOn(file: string, found: Seen): Claim[] {
  const claims: Claim[] = [];
  for (let last = found; ;) {
    const claim = claimOn(file, last.text);
    const seen = look(claim);
    if (!seen) return claims;
    claims.push({ file: claim, seen });
    last = seen;
  }
}

/** Throws LOCKED where one of them lives. */
async function fateOfAll(claims: readonly Claim[], options: Acquiring, lock: string): Promise<'dead' | 'changed'> {
  for (const claim of claims) {
    const fate = await fateOf(claim, options, lock);
    if (fate === 'alive') throw lockedBy(claim.seen.text, lock);
    if (fate === 'changed') return fate;
  }
  return 'dead';
}

/** The claim on what a run with this text holds. */
function claimOn(file: string, text: string): string {
  return `${file}.after-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** Puts a lock in a dead one's place; false, with everything as it was, where somebody else was faster. */
function takeOver(file: string, deadText: string, claim: string, text: string): boolean {
  if (!create(claim, text)) return false;
  const draft = `${file}.${claim.slice(-16)}`;
  try {
    // Only who has the claim may replace this text: nobody does between this look and the rename.
    if (look(file)?.text !== deadText) return false;
    fs.writeFileSync(draft, text);
    fs.renameSync(draft, file);
    return true;
  } finally {
    removeFile(draft);
    removeFile(claim);
  }
}

/** Removes claims that dead runs left; one on the lock itself is of somebody who takes its holder for dead. */
function sweep(file: string, text: string): void {
  const folder = path.dirname(file);
  for (const name of fs.readdirSync(folder)) {
    const other = path.join(folder, name);
    if (other.startsWith(`${file}.after-`) && other !== claimOn(file, text)) removeFile(other);
  }
}

/** `unknown` where the disk is away for a moment. */
function lookAgain(file: string): Seen | undefined | 'unknown' {
  try {
    return look(file);
  } catch {
    return 'unknown';
  }
}

/** Lets go under a claim, so that nobody who takes this run for dead puts its lock in the place of a later one. */
function release(file: string, own: Holder, text: string): void {
  const seen = lookAgain(file);
  if (seen === 'unknown' || seen?.text !== text) return;
  const claim = claimOn(file, text);
  try {
    if (!create(claim, JSON.stringify({ ...own, runId: `${own.runId}.end` }))) return;
  } catch {
    // The disk is full: what was made while there was room can be removed all the same.
  }
  if (look(file)?.text === text) removeFile(file);
  removeFile(claim);
}

type Fate = 'alive' | 'dead' | 'changed';

async function fateOf({ file, seen }: Claim, options: Acquiring, lock: string): Promise<Fate> {
  const { own, watchMs = WATCH_MS, onWatch } = options;
  const holder = parseHolder(seen.text);
  if (!holder) return watch(file, seen, Math.min(watchMs, UNREADABLE_MS));
  const lives = livesHere(holder, own);
  if (lives !== undefined) return lives ? 'alive' : 'dead';
  const ageMs = diskNowMs(`${lock}.${own.runId}`) - seen.modifiedMs;
  if (Math.abs(ageMs) < FRESH_MS) return 'alive';
  onWatch?.(holder, ageMs);
  return watch(file, seen, watchMs);
}

/** Whether a holder gives a sign of life within so long. */
async function watch(file: string, { text, modifiedMs }: Seen, watchMs: number): Promise<Fate> {
  for (let looks = 0; looks < LOOKS; looks++) {
    await setTimeout(watchMs / LOOKS);
    const now = look(file);
    if (now?.text !== text) return 'changed';
    if (now.modifiedMs !== modifiedMs) return 'alive';
  }
  return 'dead';
}

/** The clock of the disk: what is written there is dated by it. */
function diskNowMs(probe: string): number {
  try {
    fs.writeFileSync(probe, '\n');
    return fs.statSync(probe).mtimeMs;
  } finally {
    removeFile(probe);
  }
}

function lockedBy(text: string, file: string): PluvioError {
  const { runId, pid, host } = parseHolder(text) ?? { runId: 'unknown', pid: 'unknown', host: 'an unknown host' };
  const who = `run ${runId}, process ${pid} on ${host}`;
  return new PluvioError('LOCKED', `Another run is at work in this output folder (${who}); wait for it to end`, {
    file,
  });
}

function lockGone(file: string): PluvioError {
  return new PluvioError(
    'LOCKED',
    `The lock ${file} of this run was taken away: another run may have been at work in this output folder; run again`,
    { file },
  );
}
