import test from 'ava';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyDumps } from '../../../bench/data/dumps.js';
import { smallFiles } from '../../../bench/data/small-files.js';
import { GAUGES, WANTED } from '../../../bench/job.js';
import { timeInName } from '../../../src/raw/network-line/file-name.js';

const LINE = /^\w+, \d{9,10}, \d{1,2}, 0, \d\d\.\d{3}$/;
const root = mkdtempSync(join(tmpdir(), 'pluvio-bench-test-'));
test.after.always(() => rmSync(root, { recursive: true, force: true }));

const linesIn = (path: string): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

test('historyDumps: a file per gauge and year, or all gauges by time: the same lines', (t) => {
  const split = historyDumps(1, 'by-gauge', root);
  const mixed = historyDumps(1, 'interleaved', root);
  t.deepEqual(readdirSync(split.folder), GAUGES.map((gauge) => `dump_${gauge}_2024.txt`).sort());
  t.deepEqual(readdirSync(mixed.folder), ['dump_all_2024.txt']);
  const all = linesIn(join(mixed.folder, 'dump_all_2024.txt'));
  t.is(all.length, split.lines);
  t.is(all.length, mixed.lines);
  t.true(all.every((line) => LINE.test(line)));
  for (const gauge of GAUGES) {
    const own = all.filter((line) => line.startsWith(`${gauge}, `));
    t.true(own.join('\n') === linesIn(join(split.folder, `dump_${gauge}_2024.txt`)).join('\n'), gauge);
  }
});

test('smallFiles: so many files of five lines, named by their first reading, a folder per wanted gauge', (t) => {
  const { folder, lines } = smallFiles(101, root);
  t.is(lines, 505);
  const files = WANTED.flatMap((gauge) => readdirSync(join(folder, gauge)).map((name) => ({ gauge, name })));
  t.is(files.length, 101);
  for (const { gauge, name } of files) {
    const content = linesIn(join(folder, gauge, name));
    t.is(content.length, 5);
    t.true(content.every((line) => LINE.test(line) && line.startsWith(`${gauge}, `)));
    t.is(timeInName(name), Number(content[0]!.split(', ')[1]));
  }
});
