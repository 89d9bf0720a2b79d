import { appendFileSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { PluvioError } from '../../../src/domain/errors.js';
import { livesHere, ownHolder, parseHolder } from '../../../src/stores/lock-holder.js';
import { takeLock } from '../../../src/stores/lock.js';

/**
 * One of many processes that want a lock: has it for a moment, again and again, now and then killed with it. What only one
 * may do at a time is to make the mark; two at once are told in the journal, and so is each turn.
 */
const [file, mark, journal] = process.argv.slice(2) as [string, string, string];

const own = `${mark}.${process.pid}`;
const holder = ownHolder('racer');
writeFileSync(own, JSON.stringify(holder));

function enter(): void {
  for (;;) {
    try {
      // Made whole at once: a kill leaves no mark without a name.
      linkSync(own, mark);
      return;
    } catch {
      const other = parseHolder(readFileSync(mark, 'utf8'));
      // A process that was killed may be a zombie for a while.
      if (other && livesHere(other, holder) === false) unlinkSync(mark);
      else {
        appendFileSync(journal, `two at once: ${process.pid} and ${other?.pid}\n`);
        process.exit(1);
      }
    }
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
