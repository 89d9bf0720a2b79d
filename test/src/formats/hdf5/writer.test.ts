import fs from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import h5wasm, { type Attribute, type Dataset, type File, type Group } from 'h5wasm/node';
import { Hdf5Writer } from '../../../../src/formats/hdf5/writer.js';
import { temporaryFolder } from '../made-case.js';

await h5wasm.ready;

/** Writes a file, and opens it with the HDF5 library itself. */
function written(t: ExecutionContext, fill: (file: Hdf5Writer) => void): File {
  const name = path.join(temporaryFolder(t), 'any.h5');
  const pieces: Uint8Array[] = [];
  const writer = new Hdf5Writer((bytes) => pieces.push(Uint8Array.from(bytes)));
  fill(writer);
  const start = writer.finish();
  const bytes = Buffer.concat(pieces);
  bytes.set(start);
  fs.writeFileSync(name, bytes);
  const file = new h5wasm.File(name, 'r');
  t.teardown(() => file.close());
  return file;
}

const valuesOf = (file: File, name: string): number[] =>
  Array.from((file.get(name) as Dataset).value as ArrayLike<number | bigint>, Number);
const attributesOf = (object: { attrs: Record<string, Attribute> }): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object.attrs).map(([name, { value }]) => [name, value]));

test('Hdf5Writer: arrays of every type, empty, of two dimensions, and long ones in chunks', (t) => {
  const long = Float64Array.from({ length: 200_001 }, (_, i) => Math.sqrt(i) - 100);
  const file = written(t, (writer) => {
    writer.numbers(writer.root, 'int32', Int32Array.of(-1, 0, 2_147_483_647));
    writer.numbers(writer.root, 'int64', BigInt64Array.of(-(2n ** 60n), 7n));
    writer.numbers(writer.root, 'none', new Float64Array(0));
    writer.numbers(writer.root, 'table', Int32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    writer.numbers(writer.group(writer.root, 'group'), 'long', long);
  });
  t.deepEqual(valuesOf(file, 'int32'), [-1, 0, 2_147_483_647]);
  t.deepEqual((file.get('int64') as Dataset).value, BigInt64Array.of(-(2n ** 60n), 7n));
  t.deepEqual([(file.get('none') as Dataset).shape, valuesOf(file, 'none')], [[0], []]);
  t.deepEqual(
    [(file.get('table') as Dataset).shape, valuesOf(file, 'table')],
    [
      [2, 3],
      [1, 2, 3, 4, 5, 6],
    ],
  );
  t.deepEqual(valuesOf(file, 'group/long'), [...long]);
});

for (const shuffled of [false, true]) {
  test(`Hdf5Writer: ${shuffled ? 'shuffled ' : ''}chunks are found by trees of one to three levels`, (t) => {
    const shapes = [
      [1, 1],
      [64, 1],
      [65, 1],
      [3, 50],
      [4097, 1],
    ] as const;
    const file = written(t, (writer) => {
      for (const [rows, across] of shapes) {
        const about = { type: 'int32', shape: [rows, 2 * across], chunk: [1, 2], growing: true, shuffled } as const;
        const { chunks } = writer.chunked(writer.root, `${rows}x${across}`, about);
        for (let k = 0; k < rows * across; k++) chunks.write(Int32Array.of(2 * k, 70_000 + k));
      }
    });
    for (const [rows, across] of shapes) {
      const expected = Array.from({ length: rows * across }, (_, k) => [2 * k, 70_000 + k]).flat();
      const set = file.get(`${rows}x${across}`) as Dataset;
      t.deepEqual(set.shape, [rows, 2 * across]);
      t.deepEqual(valuesOf(file, `${rows}x${across}`), expected, `${rows}x${across}`);
      t.deepEqual(Array.from(set.slice([[rows - 1, rows], []]) as Int32Array), expected.slice(-2 * across));
    }
  });
}

test('Hdf5Writer: texts and attributes, whatever their letters and lengths', (t) => {
  const texts = ['', 'a', 'Rue_Brives', 'Pluviomètre n° 7 – Σ 雨', 'x'.repeat(5000)];
  const file = written(t, (writer) => {
    writer.texts(writer.root, 'texts', texts);
    const { object } = writer.group(writer.root, 'said');
    texts.forEach((text, i) => object.text(`text${i}`, text));
    object.characters('characters', 'Pluviomètre');
    object.numbers('number', Float64Array.of(0.1));
    object.numbers('several', BigInt64Array.of(1n, 2n), [2]);
  });
  t.deepEqual((file.get('texts') as Dataset).value, texts);
  t.deepEqual(attributesOf(file.get('said') as Group), {
    ...Object.fromEntries(texts.map((text, i) => [`text${i}`, text])),
    characters: 'Pluviomètre',
    number: 0.1,
    several: BigInt64Array.of(1n, 2n),
  });
});

test('Hdf5Writer: names are found in any order, up to the most that a group holds', (t) => {
  const names = Array.from({ length: 32 }, (_, i) => `n${(i * 7) % 32}`);
  const file = written(t, (writer) => {
    for (const name of names) writer.numbers(writer.root, name, Int32Array.of(Number(name.slice(1))));
  });
  t.deepEqual([...file.keys()].sort(), [...names].sort());
  for (const name of names) t.deepEqual(valuesOf(file, name), [Number(name.slice(1))]);
  t.throws(
    () =>
      written(t, (writer) => {
        for (let i = 0; i < 33; i++) writer.group(writer.root, `n${i}`);
      }),
    { instanceOf: RangeError },
  );
});

test('Hdf5Writer: scales are attached to the dimensions of every array that uses them', (t) => {
  const file = written(t, (writer) => {
    const time = writer.numbers(writer.root, 'time', Float64Array.of(0, 60, 120));
    time.makeScale('time');
    const id = writer.texts(writer.root, 'id', ['A', 'B']);
    id.makeScale('id');
    writer.numbers(writer.root, 'rain', new Float64Array(6), [2, 3]).attachScales([id, time]);
    writer.numbers(writer.root, 'lat', new Float64Array(2)).attachScales([id]);
  });
  const scales = (name: string, axis: number): string[] => (file.get(name) as Dataset).get_attached_scales(axis);
  t.deepEqual([scales('rain', 0), scales('rain', 1), scales('lat', 0)], [['/id'], ['/time'], ['/id']]);
});
