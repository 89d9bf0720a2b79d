import { appendFileSync, openSync, closeSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { PluvioError } from '../../../src/domain/errors.js';
import { takeLock } from '../../../src/stores/lock.js';

/**
 * One of many processes that want a lock: has it for a moment, again and again, now and then killed with it. What only one
 * may do at a time is to make the mark; two at once are told in the journal, and so is each turn.
 */
const [file, mark, journal] = process.argv.slice(2) as [string, string, string];

function enter(): void {
  for (;;) {
    try {
      const fd = openSync(mark, 'wx');
      writeSync(fd, String(process.pid));
      closeSync(fd);
      return;
    } catch {
      const other = Number(readFileSync(mark, 'utf8'));
      if (other > 0 && isDead(other)) unlinkSync(mark);
      else {
        appendFileSync(journal, `two at once: ${process.pid} and ${other}\n`);
        process.exit(1);
      }
    }
  }
}

function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
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
  if (Math.random() < 0.03) process.kill(process.pid, 'SIGKILL');
  unlinkSync(mark);
  if (Math.random() < 0.03) process.kill(process.pid, 'SIGKILL');
  lock.release();
}
