import { appendFileSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { PluvioError } from '../../../../src/domain/errors.js';
import { ownHolder } from '../../../../src/stores/lock/lock-holder.js';
import { takeLock } from '../../../../src/stores/lock/lock.js';

/**
 * One of many processes that want a lock: has it for a moment, again and again, now and then killed with it, or so it seems. Who has it
 * makes a mark, named after the process; a mark of another living one beside it is told in the journal, and so is each turn.
 */
const [file, marks, journal] = process.argv.slice(2) as [string, string, string];
const mark = join(marks, String(process.pid));

function enter(): void {
  writeFileSync(mark, '');
  for (const name of readdirSync(marks)) {
    if (Number(name) === process.pid) continue;
    if (!isDead(Number(name))) appendFileSync(journal, `two at once: ${process.pid} and ${name}\n`);
    else unlinkSync(join(marks, name));
  }
}

function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** As if this process had died with the lock: starting as many processes as are to die would take too long. */
function abandon(runId: string): void {
  const dead = { ...ownHolder(runId), bornAt: '1' };
  writeFileSync(`${file}-${process.pid}`, JSON.stringify(dead));
  renameSync(`${file}-${process.pid}`, file);
}

for (let turn = 0; ; turn++) {
  let lock;
  try {
    lock = await takeLock(file, `${process.pid}-${turn}`, { watchMs: 400 });
  } catch (error) {
    if (!(error instanceof PluvioError && error.code === 'LOCKED'))
      appendFileSync(journal, `failed: ${String(error)}\n`);
    await setTimeout(Math.random() * 2);
    continue;
  }
  enter();
  if (Math.random() < 0.5) await setTimeout(Math.random() * 2);
  appendFileSync(journal, `turn${lock.takenOverFrom ? ' over' : ''}\n`);
  if (Math.random() < 0.005) process.kill(process.pid, 'SIGKILL');
  unlinkSync(mark);
  if (Math.random() < 0.005) process.kill(process.pid, 'SIGKILL');
  if (Math.random() < 0.5) abandon(`${process.pid}-${turn}-dead`);
  lock.release();
}
