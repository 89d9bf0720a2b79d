import test from 'ava';
import { Origins } from '../../../../streams/kernels/filter/origins.js';
import { readingParser } from '../../../../src/raw/network-line/network-parser.js';

const rules = { notBeforeS: 1_104_537_600, notAfterS: 1_900_000_000 };

test('parse tells, of sources that come in one chunk, whose a row and a reject are, also where a batch ends among them', (t) => {
  const sources = ['a', 'b', 'c', 'd'].map((name) => ({ name, folder: 'Hydropolis' }));
  const counts = [5000, 0, 6000, 3];
  const texts = counts.map((count, file) =>
    Array.from({ length: count }, (_, i) =>
      i % 1000 === 2 ? 'bad line' : `H, ${1_700_000_000 + 10_000 * file + i}, 0, 0, 12.2`,
    ).map((text) => `${text}\n`),
  );
  const bytes = Buffer.from(texts.flat().join(''));
  const starts = texts.map((_, file) => texts.slice(0, file).flat().join('').length);
  const later = sources.slice(1).map((each, i) => ({ source: each, start: starts[i + 1]! }));
  const batches = readingParser(rules)({ source: sources[0]!, bytes, end: true, later });
  t.deepEqual(
    batches.map(({ count, source: { name } }) => [count, name]),
    [
      [8192, 'a'],
      [2799, 'c'],
    ],
  );
  const rows = batches.flatMap((batch) => {
    const origins = new Origins(batch);
    return Array.from({ length: batch.count }, (_, row) => {
      const line = origins.lineOf(row);
      return [origins.source.name, line, batch.timeS.get(row)];
    });
  });
  const isGood = (i: number): boolean => i % 1000 !== 2;
  const expected = texts.flatMap((lines, file) =>
    lines.map((_, i) => [sources[file]!.name, i + 1, 1_700_000_000 + 10_000 * file + i]).filter((_, i) => isGood(i)),
  );
  t.deepEqual(rows, expected);
  t.deepEqual(
    batches.flatMap(({ rejects }) => rejects.map((reject) => [reject.source.name, reject.line, reject.afterS])),
    texts.flatMap((lines, file) =>
      [...lines.keys()]
        .filter((i) => !isGood(i))
        .map((i) => [sources[file]!.name, i + 1, 1_700_000_000 + 10_000 * file + i - 1]),
    ),
  );
});
