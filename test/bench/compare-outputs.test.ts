import test from 'ava';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { outputDifference } from '../../bench/compare-outputs.js';

const HEADER = 'Datetime_TU,Timestamp,Station,Rain,Wind,Battery\n';
const SERIES = 'A/2024/A_treated_2024.csv';
const TRIPLETS = 'network/2024/network_triplets_2024.csv';
const MARKET = 'network/2024/network_sparse_2024.mtx';
const root = mkdtempSync(join(tmpdir(), 'pluvio-bench-test-'));
test.after.always(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function outputs(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(folders++));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const row = (rain: string, battery: string): string =>
  `${HEADER}2024-01-01 00:01:00,1704067260,A,${rain},0,${battery}\n`;
const right = { [SERIES]: row('0.215252', '12.29'), [TRIPLETS]: '2,1,0.215252\n' };

test('outputDifference: numbers in another form and triplets in another file are the same', (t) => {
  const other = {
    [SERIES]: row('0.2152520', '12.290'),
    [MARKET]: '%%MatrixMarket matrix coordinate real general\n%\n527040 1 1\n2 1 2.15252e-1\n',
  };
  t.is(outputDifference(outputs(other), outputs(right)), undefined);
});

const differences: [string, Record<string, string>, RegExp][] = [
  ['another number', { ...right, [SERIES]: row('0.215253', '12.29') }, /A_treated_2024\.csv: line 2 is/],
  ['another text', { ...right, [SERIES]: row('na', '12.29') }, /line 2 is/],
  ['a line missing', { ...right, [SERIES]: HEADER }, /line 2 is missing/],
  ['a line too much', { ...right, [SERIES]: `${right[SERIES]}x\n` }, /line 3 is too much/],
  ['a file too much', { ...right, 'B/2024/B_treated_2024.csv': HEADER }, /B_treated_2024\.csv is not in the other/],
  ['a file missing', { [TRIPLETS]: right[TRIPLETS] }, /A_treated_2024\.csv is missing/],
  ['a triplet missing', { ...right, [TRIPLETS]: '' }, /triplets of 2024: 0 of them, not 1/],
  ['another triplet', { ...right, [TRIPLETS]: '3,1,0.215252\n' }, /\(3 1 0\.215252\), not \(2 1 0\.215252\)/],
];
for (const [title, files, expected] of differences) {
  test(`outputDifference: tells ${title}`, (t) => {
    t.regex(outputDifference(outputs(files), outputs(right)) ?? '', expected);
  });
}

test('outputDifference: nothing to compare with is a difference', (t) => {
  t.regex(outputDifference(outputs(right), outputs({ 'other.txt': '' })) ?? '', /is not in the other output/);
});
