import path from 'node:path';
import test from 'ava';
import { yearStartS } from '../../../../src/domain/time/time.js';
import type { RainColumn } from '../../../../src/formats/format.js';
import { arraysOf } from '../../../../src/formats/hdf5/arrays.js';
import { readHdf5 } from '../../../../src/formats/hdf5/open.js';
import { ncReader, readNc } from '../../../../src/formats/nc/read.js';
import { nc } from '../../../../src/formats/nc/write.js';
import { openOutputFolder } from '../../../../src/stores/output-folder.js';
import { temporaryFolder } from '../made-case.js';

const YEAR = 2025;
const START_S = yearStartS(YEAR);

/** A gauge that sent a tip in minute `10 + j`, and nothing in the one before. */
function column(j: number): RainColumn {
  const timeS = Uint32Array.of(START_S + 60 * (9 + j), START_S + 60 * (10 + j));
  const nothing = new Float64Array(2);
  return {
    gauge: `Gauge${j}`,
    count: 1,
    rows: Uint32Array.of(11 + j),
    valuesMm: Float64Array.of(0.2 + j),
    runs: [{ firstS: timeS[0]!, lastS: timeS[1]!, intervalS: 60, readings: 2 }],
    lon: j,
    lat: undefined,
    curve: { a: j, b: 1, c: 0, tipMm: 0.2 },
    readings: () => [{ count: 2, timeS, tips: Uint32Array.of(0, 1), wind: nothing, battery: nothing }],
  };
}

async function writtenNc(folder: string, gauges: number): Promise<string> {
  const name = `${gauges}.nc`;
  const out = openOutputFolder(folder, { durable: false });
  await nc.matrix!.write({ year: YEAR, columns: Array.from({ length: gauges }, (_, j) => column(j)) }, out, name);
  out.commit(name);
  return path.join(folder, name);
}

test('what is read of a network file whole does not depend on its gauges, and their minutes are never', async (t) => {
  const folder = temporaryFolder(t);
  const wholeReads = async (gauges: number): Promise<{ whole: string[]; rows: number }> => {
    const file = await writtenNc(folder, gauges);
    const whole: string[] = [];
    const { columns, rows } = await readHdf5(file, (hdf5) => {
      const get = hdf5.get.bind(hdf5);
      let rows = 0;
      hdf5.get = (name: string) =>
        new Proxy(get(name) as object, {
          get: (set, key) => {
            if (key === 'value') whole.push(name);
            if (key === 'slice') rows++;
            const found: unknown = Reflect.get(set, key, set);
            return typeof found === 'function' ? (found.bind(set) as unknown) : found;
          },
        }) as ReturnType<typeof get>;
      const { columns } = readNc(arraysOf(hdf5, file), file);
      return { columns, rows };
    });
    t.is(columns.length, gauges);
    return { whole: whole.sort(), rows };
  };
  const [two, five] = [await wholeReads(2), await wholeReads(5)];
  t.deepEqual(five.whole, two.whole);
  t.false(two.whole.some((name) => ['rainfall_amount', 'tips'].includes(name)));
  t.deepEqual([two.rows, five.rows], [4, 10]);
});

test('readings of a network file are read when they are asked for, and as often', async (t) => {
  const file = await writtenNc(temporaryFolder(t), 3);
  const opened = await ncReader.open({ path: file } as Parameters<typeof ncReader.open>[0]);
  if (opened?.kind !== 'matrix') return t.fail('it is a matrix');
  for (const again of [false, true])
    for (const [j, { readings, gauge, lon, lat, curve, rows, runs }] of opened.matrix.columns.entries()) {
      const { readings: given, ...expected } = column(j);
      t.like(expected, { gauge, lon, lat, curve, rows, runs }, `${again}`);
      const parts = [];
      for await (const part of readings()) parts.push(part);
      const [sent] = given() as [(typeof parts)[0]];
      t.deepEqual(
        parts.map(({ timeS, tips }) => ({ timeS, tips })),
        [{ timeS: sent.timeS, tips: sent.tips }],
      );
    }
});
