import test from 'ava';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineWriter } from '../../../bench/data/line-writer.js';
import { yearReadings } from '../../../bench/data/year-readings.js';
import { LAST_YEAR, WANTED } from '../../../bench/job.js';
import { guardTimes } from '../../../bench/stages/guard.js';
import { plainLoop } from '../../../bench/stages/plain-loop.js';

/** Three times what it was, at loads of 1 to 10 on two cores (2.8 to 3.8): a slip this big is no noise. */
const MOST_PLAIN_LOOPS = 9;
const ROUNDS = 4;

const root = mkdtempSync(join(tmpdir(), 'pluvio-guard-'));
test.after.always(() => rmSync(root, { recursive: true, force: true }));

/** A year of one gauge, as its logger sent it. */
function yearOfBytes(): Buffer {
  const path = join(root, 'year.txt');
  const writer = new LineWriter(path);
  const label = Buffer.from(`${WANTED[0]}, `);
  const { count, timeS, tips, batteryMv } = yearReadings(LAST_YEAR, 1);
  for (let i = 0; i < count; i++) writer.write(label, timeS[i]!, tips[i]!, batteryMv[i]!);
  writer.close();
  return readFileSync(path);
}

test('plainLoop: counts lines and adds up digits', (t) => {
  t.deepEqual(plainLoop(Buffer.from('a, 12\n3.4, -5\n6')), { lines: 2, digits: 21 });
});

test('the whole pipeline takes no more than a few times a plain loop over the same bytes', async (t) => {
  const { pipelineS, plainS, lines } = await guardTimes(yearOfBytes(), ROUNDS);
  t.true(lines > 500_000);
  const ratio = pipelineS / plainS;
  t.log(`${ratio.toFixed(1)} plain loops: ${((lines / pipelineS) * 1e-6).toFixed(1)} M lines a second of CPU`);
  t.true(ratio < MOST_PLAIN_LOOPS, `${ratio.toFixed(1)} plain loops, not under ${MOST_PLAIN_LOOPS}`);
});
