import test from 'ava';
import { calibrationOf, indexGauges, type WantedGauge } from '../../src/domain/network.js';
import { readGauges } from '../../src/config/gauges-table.js';
import type { SourceChunk } from '../../src/domain/readings/reading.js';
import { flow } from '../../streams/highland.js';
import { stretch } from '../../streams/index.js';
import { Ledger } from '../../src/pipeline/books/ledger.js';

const T_S = Date.UTC(2024, 2, 1) / 1000;
const TABLE = 'gauge,from,folder,tip_mm\nA,,x,0.2\nA,2024-03-01,y,0.1\nB,2024-03-01T00:10Z,x,0.4\n';

function wanted(names: readonly string[] = ['A', 'B']): { gauges: WantedGauge[]; others: WantedGauge[] } {
  const all = readGauges(TABLE, 'g.csv').map((gauge): WantedGauge => {
    const { rows = [], tipMm } = gauge;
    const curves = rows.map((row, i) => ({
      a: 0,
      b: 1,
      c: 0,
      tipMm: row.tipMm,
      fromS: i === 0 ? -Infinity : row.fromS,
    }));
    return {
      ...gauge,
      curve: { a: 0, b: 1, c: 0, tipMm },
      history: { curves, intervals: [{ fromS: -Infinity, intervalS: undefined }], unknown: [] },
    };
  });
  return {
    gauges: all.filter(({ name }) => names.includes(name)),
    others: all.filter(({ name }) => !names.includes(name)),
  };
}

/** The readings of each gauge, as minutes after the date and mm; what is counted of the others. */
async function through(folder: string | undefined, label: string, names?: readonly string[]) {
  const { gauges, others } = wanted(names);
  const index = indexGauges(gauges, others);
  const rejected: (string | undefined)[] = [];
  const ledger = new Ledger((gauge) => rejected.push(gauge));
  const lines = [-2, -1, 0, 5, 9, 10, 11].map((minute) => `${label}, ${T_S + 60 * minute}, 1, 0, 12\n`);
  lines.splice(1, 0, `${label}, ${T_S - 90}, x, 0, 12\n`);
  lines.push(`${label}, nonsense\n`);
  const chunk: SourceChunk = { source: { name: 'x/x_1.txt', folder }, bytes: Buffer.from(lines.join('')), end: true };
  const stages = stretch(
    'parse',
    'between',
  )({
    ...{ index, audit: ledger, notBeforeS: 0, notAfterS: 2 ** 32 - 1 },
    curves: { get: (name) => calibrationOf(gauges.find((gauge) => gauge.name === name)!) },
  });
  const found: Record<string, string[]> = {};
  for await (const { gauge, count, timeS, rainMm } of flow(only(chunk), stages))
    for (let row = 0; row < count; row++)
      (found[gauge] ??= []).push(`${(timeS.get(row) - T_S) / 60}: ${rainMm.get(row)}`);
  return { found, rejected, filteredOut: ledger.byGauge.get('')?.filteredOut ?? 0 };
}

async function* only(chunk: SourceChunk): AsyncGenerator<SourceChunk, void, undefined> {
  await Promise.resolve();
  yield chunk;
}

const OF_X = { A: ['-2: 0.2', '-1: 0.2'], B: ['10: 0.4', '11: 0.4'] };

for (const label of ['x', 'logger 7', 'B'])
  test(`the readings of a folder are those of the gauge whose it was, whatever the label says: ${label}`, async (t) => {
    t.deepEqual(await through('x', label), { found: OF_X, rejected: ['A', 'B'], filteredOut: 3 });
  });

test('a label that is the name of such a folder means the gauge whose it was', async (t) => {
  const { found, filteredOut } = await through(undefined, ' x ');
  t.deepEqual({ found, filteredOut }, { found: OF_X, filteredOut: 5 }, 'and two lines that are nobody’s');
});

test('the readings of another owner of the folder, who is not wanted, are passed over', async (t) => {
  t.deepEqual((await through('x', 'x', ['B'])).found, { B: OF_X.B });
  t.deepEqual((await through('x', 'x', ['A'])).found, { A: OF_X.A });
});

test('readings that all came to one owner, or to nobody, are that one’s', async (t) => {
  const gaugesOf = async (minutes: readonly number[]): Promise<unknown> => {
    const { gauges, others } = wanted();
    const index = indexGauges(gauges, others);
    const bytes = Buffer.from(minutes.map((minute) => `x, ${T_S + 60 * minute}, 1, 0, 12\n`).join(''));
    const ledger = new Ledger(() => undefined);
    const stages = stretch(
      'parse',
      'between',
    )({
      ...{ index, audit: ledger, notBeforeS: 0, notAfterS: 2 ** 32 - 1 },
      curves: { get: (name) => calibrationOf(gauges.find((gauge) => gauge.name === name)!) },
    });
    const found: [string, number][] = [];
    for await (const { gauge, count } of flow(
      only({ source: { name: 'x/x_1.txt', folder: 'x' }, bytes, end: true }),
      stages,
    ))
      found.push([gauge, count]);
    return [found, ledger.byGauge.get('')?.filteredOut ?? 0];
  };
  t.deepEqual(await gaugesOf([-3, -2, -1]), [[['A', 3]], 0]);
  t.deepEqual(await gaugesOf([0, 9]), [[], 2]);
  t.deepEqual(await gaugesOf([11, 10, 12]), [[['B', 3]], 0]);
  t.deepEqual(await gaugesOf([10, 12, 9]), [[['B', 2]], 1]);
});

test('a folder that is a gauge’s since a date is nobody’s before, and its curve is that of the stamp', async (t) => {
  t.deepEqual((await through('y', 'x')).found, { A: ['0: 0.1', '5: 0.1', '9: 0.1', '10: 0.1', '11: 0.1'] });
});
