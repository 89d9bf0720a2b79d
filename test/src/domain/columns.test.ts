import { readFileSync } from 'node:fs';
import test from 'ava';
import { arraysAt, BATCH, COLUMNS, KEPT, newArrays, rowBytes, SENT, withColumns } from '../../../src/domain/columns.js';
import { projectPath } from '../../support/pluvio.js';

/** `RAIN_MM` of `rainMm`. */
const constantOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

test('the layout that WebAssembly modules are compiled with is that of the columns', (t) => {
  const source = readFileSync(projectPath('src/domain/assembly/columns.ts'), 'utf8');
  const told = Array.from(source.matchAll(/^export const (\w+): usize = (\d+);$/gm), ([, name, at]) => [
    name,
    Number(at),
  ]);
  const before = (names: readonly (keyof typeof COLUMNS)[], name: keyof typeof COLUMNS): [string, number] => [
    constantOf(name),
    rowBytes(names.slice(0, names.indexOf(name))),
  ];
  t.deepEqual(told, [
    ...SENT.map((name) => before(SENT, name)),
    ['SENT_BYTES', rowBytes(SENT)],
    ...KEPT.slice(SENT.length).map((name) => before(KEPT, name)),
    ['KEPT_BYTES', rowBytes(KEPT)],
    ...BATCH.slice(SENT.length).map((name) => before(BATCH, name)),
    ['BATCH_BYTES', rowBytes(BATCH)],
  ]);
});

test('columns in a memory lie one behind the other, and no value of one is in another', (t) => {
  for (const names of [SENT, KEPT, BATCH]) {
    const memory = new ArrayBuffer(8 + rowBytes(names) * 16);
    const arrays: Readonly<Record<string, Uint16Array | Uint32Array | Float64Array>> = arraysAt(names, memory, 8, 16);
    names.forEach((name, i) => arrays[name]!.fill(i + 1));
    names.forEach((name, i) =>
      t.true(
        arrays[name]!.join() ===
          Array(16)
            .fill(i + 1)
            .join(),
        name,
      ),
    );
    const last = Object.values(arrays).at(-1)!;
    t.is(last.byteOffset + last.byteLength, memory.byteLength);
  }
});

test('withColumns gives an object columns of so many rows, each over its own array', (t) => {
  const arrays = newArrays(KEPT, 3);
  arrays.battery.set([12.5, NaN, 12.4]);
  const bucket = withColumns({ gauge: 'Lez' }, KEPT, arrays, 2);
  t.is(bucket.gauge, 'Lez');
  for (const name of KEPT) {
    t.is(bucket[name].data, arrays[name], name);
    t.deepEqual(bucket[name].shape, [2], name);
  }
  t.is(bucket.battery.get(0), 12.5);
});
