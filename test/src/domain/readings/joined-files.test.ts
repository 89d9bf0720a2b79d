import test from 'ava';
import { JoinedFiles } from '../../../../src/domain/readings/joined-files.js';
import type { Source } from '../../../../src/domain/readings/reading.js';

const source = (name: string): Source => ({ name, folder: 'A' });

function add(joined: JoinedFiles, name: string, text: string): boolean {
  const bytes = Buffer.from(text);
  joined.room.set(bytes);
  return joined.add(source(name), bytes);
}

test('JoinedFiles takes files whose lines end with LF, CR LF or CR, and empty ones', (t) => {
  const joined = new JoinedFiles();
  for (const [i, text] of ['a\n', 'b\r\n', 'c\r', '', 'd\r', 'e\n'].entries()) t.true(add(joined, String(i), text));
  const { bytes, later } = joined.take()!;
  t.is(Buffer.from(bytes).toString(), 'a\nb\r\nc\rd\re\n');
  t.deepEqual(
    later!.map(({ start }) => start),
    [2, 5, 7, 7, 9],
  );
});

test('JoinedFiles lets no file in whose first byte would belong to the line end before it', (t) => {
  const joined = new JoinedFiles();
  t.true(add(joined, '0', 'a\r'));
  t.false(add(joined, '1', '\nb\n'));
  t.true(add(joined, '2', ''));
  t.false(add(joined, '3', '\n'));
  t.is(joined.take()!.bytes.length, 2);
  t.true(add(joined, '1', '\nb\n'));
});

test('JoinedFiles has a file without a last line end go alone', (t) => {
  const joined = new JoinedFiles();
  t.true(add(joined, '0', 'a\n'));
  t.false(add(joined, '1', 'b'));
  joined.take();
  t.true(add(joined, '1', 'b'));
  t.true(joined.isFull);
  t.is(joined.take()!.later, undefined);
});
