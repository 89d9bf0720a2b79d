import test from 'ava';
import { Parcel } from '../../../../src/domain/readings/parcel.js';
import type { Source } from '../../../../src/domain/readings/reading.js';

const source = (name: string): Source => ({ name, folder: 'A' });

function add(parcel: Parcel, name: string, text: string): boolean {
  const bytes = Buffer.from(text);
  parcel.room.set(bytes);
  return parcel.add(source(name), bytes);
}

test('Parcel takes files whose lines end with LF, CR LF or CR, and empty ones', (t) => {
  const parcel = new Parcel();
  for (const [i, text] of ['a\n', 'b\r\n', 'c\r', '', 'd\r', 'e\n'].entries()) t.true(add(parcel, String(i), text));
  const { bytes, later } = parcel.take()!;
  t.is(Buffer.from(bytes).toString(), 'a\nb\r\nc\rd\re\n');
  t.deepEqual(
    later!.map(({ start }) => start),
    [2, 5, 7, 7, 9],
  );
});

test('Parcel lets no file in whose first byte would belong to the line end before it', (t) => {
  const parcel = new Parcel();
  t.true(add(parcel, '0', 'a\r'));
  t.false(add(parcel, '1', '\nb\n'));
  t.true(add(parcel, '2', ''));
  t.false(add(parcel, '3', '\n'));
  t.is(parcel.take()!.bytes.length, 2);
  t.true(add(parcel, '1', '\nb\n'));
});

test('Parcel has a file without a last line end go alone', (t) => {
  const parcel = new Parcel();
  t.true(add(parcel, '0', 'a\n'));
  t.false(add(parcel, '1', 'b'));
  parcel.take();
  t.true(add(parcel, '1', 'b'));
  t.true(parcel.isFull);
  t.is(parcel.take()!.later, undefined);
});
