import test from 'ava';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONTESTANTS, entrants, type Contestant } from '../../bench/contestants.js';
import { smallFiles } from '../../bench/data/small-files.js';
import { race } from '../../bench/race.js';

const root = mkdtempSync(join(tmpdir(), 'pluvio-bench-test-'));
process.env['PLUVIO_BENCH_DIR'] = root;
test.after.always(() => rmSync(root, { recursive: true, force: true }));

/** A contestant whose whole output is one line. */
const writerOf = (name: string, line: string): Contestant => ({
  name,
  version: () => '1',
  command: (_, out) => ({
    file: 'sh',
    args: [
      '-c',
      `mkdir -p ${out}/A/2024 ${out}/network/2024 && echo ${line} > ${out}/A/2024/A_treated_2024.csv && : > ${out}/network/2024/network_triplets_2024.csv`,
    ],
  }),
});

test.serial('race: every peer that is here makes the same of the same files as pluvio', async (t) => {
  const { present, versions, skipped } = entrants(CONTESTANTS);
  for (const line of skipped) t.log(`SKIPPED: ${line}`);
  t.log(versions);
  const result = await race({
    case: '60 files',
    dumps: smallFiles(60),
    contestants: present,
    rounds: 1,
    progress: (line) => t.log(line),
  });
  t.deepEqual(result.skipped, []);
  t.deepEqual(
    result.rows.map(({ who }) => who),
    present.map(({ name }) => name),
  );
  t.is(result.rows.find(({ who }) => who === 'duckdb')?.figures['ratioToDuckdb'] ?? 1, 1);
});

test.serial('race: who differs or fails is out, with the reason', async (t) => {
  const failing: Contestant = { ...writerOf('failing', ''), command: () => ({ file: 'false', args: [] }) };
  const { rows, skipped } = await race({
    case: 'lines',
    dumps: smallFiles(1),
    contestants: [writerOf('first', '1.0'), writerOf('same', '1.00'), writerOf('other', '2'), failing],
    rounds: 2,
    progress: () => undefined,
  });
  t.deepEqual(
    rows.map(({ who }) => who),
    ['first', 'same'],
  );
  t.is(skipped.length, 2);
  t.regex(skipped[0]!, /lines: other is out: its output differs: .*line 1 is "2", not "1\.0"/);
  t.regex(skipped[1]!, /lines: failing is out: ended with 1/);
});
