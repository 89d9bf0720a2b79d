import test from 'ava';
import { indexGauges, plainGauge } from '../../../../src/domain/network.js';
import type { SourceChunk } from '../../../../src/domain/readings/reading.js';
import { Ledger } from '../../../../src/pipeline/books/ledger.js';
import { filter } from '../../../../streams/filter.js';
import { chain, flow } from '../../../../streams/highland.js';
import { parse } from '../../../../streams/parse.js';

const gauges = ['H', 'G'].map(plainGauge);

/** Whose the readings of a file are, as `gauge: tips`, and the books. */
async function owners(name: string, text: string): Promise<{ taken: string[]; ledger: Ledger }> {
  const ledger = new Ledger(() => undefined);
  const input = async function* (): AsyncGenerator<SourceChunk> {
    await Promise.resolve();
    yield { source: { name, folder: 'H' }, bytes: Buffer.from(text), end: true };
  };
  const taken: string[] = [];
  const stages = chain([
    parse({ notBeforeS: 0, notAfterS: 4e9 }),
    filter({ index: indexGauges(gauges), audit: ledger }),
  ]);
  for await (const { gauge, tips, count } of flow(input(), stages))
    for (let i = 0; i < count; i++) taken.push(`${gauge}: ${tips.get(i)}`);
  return { taken, ledger };
}

test('filter takes a file in another gauge’s folder for the gauge that it is named after and labelled as, and tells', async (t) => {
  const { taken, ledger } = await owners(
    'H/G_010124_010100.txt',
    'G, 1704070860, 3\nG, 1704070920, x\nG, 1704070980, 4\n',
  );
  t.deepEqual(taken, ['G: 3', 'G: 4']);
  t.deepEqual(ledger.byGauge.get('G')?.linesRead, 3);
  t.is(ledger.byGauge.get('H'), undefined);
  t.like(ledger.foreignLabels[0], { gauge: 'G', label: 'G', readings: 2 });
});

test('filter keeps to the folder where the name of a file, or its labels, do not say another gauge', async (t) => {
  t.deepEqual((await owners('H/Hydropol_010124_010100.txt', 'G, 1704070860, 3\n')).taken, ['H: 3']);
  t.deepEqual((await owners('H/G_010124_010100.txt', 'Elsewhere, 1704070860, 3\nH, 1704070920, 4\n')).taken, [
    'H: 3',
    'H: 4',
  ]);
});

test('filter shares out a file whose labels differ', async (t) => {
  const { taken } = await owners('H/G_010124_010100.txt', 'H, 1704070860, 1\nG, 1704070920, 2\nH, 1704070980, 3\n');
  t.deepEqual(taken.sort(), ['G: 2', 'H: 1', 'H: 3']);
});
