import test from 'ava';
import { readTree } from '../../../fixtures/cases.js';
import { openYearWorkers } from '../../../src/pipeline/years/threads/year-workers.js';
import { plainGauge, type WantedGauge } from '../../../src/domain/network.js';
import type { SourceChunk } from '../../../src/domain/readings/reading.js';
import { minutesInYear, yearStartS } from '../../../src/domain/time/time.js';
import { processSources } from '../../../src/pipeline/years/process-sources.js';
import { openSpillFile } from '../../../src/stores/spill-file.js';
import { testContext } from '../../support/run-case.js';
import { tempFolder } from '../../support/temp.js';

const gauges: WantedGauge[] = [{ ...plainGauge('Hydropolis'), curve: { a: 0.0008, b: 1.0761, c: 0, tipMm: 0.2 } }];

function linesOf(year: number, from: number, to: number, volts: string): string {
  const startS = yearStartS(year);
  const lines = Array.from({ length: to - from }, (_, i) => {
    const minute = from + i;
    return `Hydropolis, ${startS + 60 * minute}, ${minute % 150 === 0 ? 1 : 0}, 0, ${volts}\n`;
  });
  return lines.join('');
}

/** Years of minutes one after another, then a few readings of the first one: late, repeated, conflicting, bad. */
async function* history(): AsyncGenerator<SourceChunk> {
  await Promise.resolve();
  const years = [2021, 2022, 2023].map((year) => linesOf(year, 0, minutesInYear(year) / 2, '12.226'));
  const after =
    linesOf(2021, 300_000, 300_010, '12.1') +
    linesOf(2021, 7, 9, '12.226') +
    linesOf(2021, 10, 12, '11.9') +
    'Hydropolis, x\n';
  for (const [i, text] of [...years, after].entries())
    yield { source: { name: `${i}.txt`, folder: 'Hydropolis' }, bytes: Buffer.from(text), end: true };
}

test('years made ahead by another thread are the years made in the end by this one, though more came for one', async (t) => {
  const run = async (out: string, ahead: boolean) => {
    const openSpill = () => openSpillFile(tempFolder(t), 'run');
    const context = { ...testContext({ gauges, out, nowS: 1_735_700_000 }), openSpill };
    const openMaker: typeof context.openMaker = (spill, rows) => {
      const maker = openYearWorkers(spill, rows, context.out, false);
      if (!maker) return undefined;
      const makeAhead: typeof maker.makeAhead = (job) => {
        made.push(job.log.rows);
        return maker.makeAhead(job);
      };
      return { ...maker, makeAhead };
    };
    const made: number[] = [];
    const { ledger, years } = await processSources(history(), ahead ? { ...context, openMaker } : context, {
      publishedUntilS: () => -1,
    });
    return { made, books: ledger.byGauge, years, files: await readTree(out) };
  };
  const plain = await run(tempFolder(t), false);
  const ahead = await run(tempFolder(t), true);
  t.true(ahead.made.length > 0, 'no year was made ahead');
  t.deepEqual(ahead.books, plain.books);
  t.deepEqual(ahead.years, plain.years);
  t.deepEqual([...ahead.files.keys()], [...plain.files.keys()]);
  for (const [path, bytes] of plain.files) t.true(Buffer.from(bytes).equals(ahead.files.get(path)!), path);
});
