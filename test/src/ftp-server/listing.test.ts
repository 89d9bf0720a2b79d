import test from 'ava';
import { factLine, formatStamp, parseStamp, unixLine } from '../../../src/ftp-server/listing.js';

const entry = { name: 'a b.txt', kind: 'file', sizeBytes: 175, modifiedS: 1_677_629_041 } as const;

test('unixLine shows the clock for recent files, the year for old and future ones', (t) => {
  const start = '-rw-r--r--   1 ftp      ftp               175 Mar  1';
  t.is(unixLine(entry, 1_677_700_000), `${start} 00:04 a b.txt`);
  t.is(unixLine(entry, 1_777_700_000), `${start}  2023 a b.txt`);
  t.is(unixLine(entry, 1_577_700_000), `${start}  2023 a b.txt`);
  t.true(unixLine({ ...entry, kind: 'folder' }, 0).startsWith('drwxr-xr-x '));
});

test('factLine gives type, size and UTC seconds', (t) => {
  t.is(factLine(entry, 0), 'type=file;size=175;modify=20230301000401; a b.txt');
  t.is(factLine({ ...entry, kind: 'folder', sizeBytes: 0 }, 0), 'type=dir;size=0;modify=20230301000401; a b.txt');
});

test('parseStamp reads what formatStamp writes, and nothing else', (t) => {
  for (const timeS of [0, 1_677_629_041, 4_102_444_799]) t.is(parseStamp(formatStamp(timeS)), timeS);
  for (const text of ['', '2023', '20231301000000', '20230301000401.5', 'x20230301000401'])
    t.is(parseStamp(text), undefined);
});
