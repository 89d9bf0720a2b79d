import test from 'ava';
import type { OutputFolder } from '../../../../src/domain/storage/output-folder.js';
import type { Reject } from '../../../../src/domain/readings/reading.js';
import { compareQuarantineRows, QUARANTINE_HEADER, quarantineRow } from '../../../../src/formats/csv/quarantine-csv.js';
import { Quarantine } from '../../../../src/pipeline/books/quarantine.js';
import { openOutputFolder } from '../../../../src/stores/output-folder.js';
import { openSpillFile } from '../../../../src/stores/spill-file.js';
import { temporaryFolder } from '../../formats/made-case.js';

const TEXT = 'x'.repeat(4000);

/** The `i`-th line; its text makes a few hundred of them a sorted run of its own. */
function reject(i: number): Reject {
  const name = `G/G_${String(1 + (i % 28)).padStart(2, '0')}0124_000000.txt`;
  return {
    source: { name, folder: 'G' },
    line: i,
    reason: 'too-few-fields',
    text: `${TEXT}${i}`,
    label: 'G',
  } as Reject;
}

function merged(out: OutputFolder, folder: string, lines: readonly number[]): { text: string; changed: boolean } {
  const spill = openSpillFile(folder, 'test');
  const quarantine = new Quarantine('G', spill);
  for (const i of lines) quarantine.add(reject(i));
  const { changed } = quarantine.merge(out);
  spill.close();
  return { text: Buffer.from(out.read(quarantine.path)!).toString(), changed };
}

test('a quarantine of many sorted runs is sorted, each line once, also with what was there before', (t) => {
  const folder = temporaryFolder(t);
  const out = openOutputFolder(folder, { durable: false });
  const expected = (lines: readonly number[]): string => {
    const rows = [...new Set(lines)].map((i) => quarantineRow(reject(i))).sort(compareQuarantineRows);
    return QUARANTINE_HEADER + rows.map(({ row }) => row).join('');
  };
  const of = (count: number, step: number): number[] => Array.from({ length: count }, (_, i) => (i * step) % 2003);
  const first = of(2500, 7);
  t.true(merged(out, folder, first).text === expected(first));
  const second = [...of(1500, 11), 5000, 4000];
  const again = merged(out, folder, second);
  t.true(again.text === expected([...first, ...second]));
  t.true(again.changed);
  t.false(merged(out, folder, second).changed);
});
