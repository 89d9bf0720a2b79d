import test from 'ava';
import { rowsSince } from '../../../../src/pipeline/status/rows-since.js';
import { openFolderStore } from '../../../../src/stores/folder/store.js';
import { putFile } from '../../../support/stores/store-fixture.js';
import { tempFolder } from '../../../support/temp.js';

test('rowsSince reads a file from its end, as far as asked', async (t) => {
  const root = tempFolder(t);
  const line = (i: number): string => `${String(i).padStart(9, '0')}${'x'.repeat(90)}\n`;
  putFile(root, 'a.csv', `header\n${Array.from({ length: 10_000 }, (_, i) => line(i)).join('')}`);
  const store = openFolderStore(root);
  let readBytes = 0;
  const counting = {
    ...store,
    readEnd: async (path: string, mostBytes: number) => {
      const end = await store.readEnd(path, mostBytes);
      readBytes += end?.bytes.length ?? 0;
      return end;
    },
  };
  for (const since of [9999, 9000, 5]) {
    readBytes = 0;
    const rows = Buffer.from((await rowsSince(counting, 'a.csv', (row) => parseInt(row, 10) <= since))!).toString();
    t.true(parseInt(rows, 10) <= since);
    t.true(rows.endsWith(line(9999)));
    t.is(rows.length % 100, 0, 'whole rows');
    t.true(readBytes <= Math.max(65_536, 4 * rows.length));
  }
});

test('rowsSince gives every row of a short file, none of one that has only its header, nothing where there is none', async (t) => {
  const root = tempFolder(t);
  putFile(root, 'a.csv', 'header\n1\n2\n');
  putFile(root, 'b.csv', 'header\n');
  const store = openFolderStore(root);
  t.is(Buffer.from((await rowsSince(store, 'a.csv', () => false))!).toString(), '1\n2\n');
  t.is((await rowsSince(store, 'b.csv', () => false))?.length, 0);
  t.is(await rowsSince(store, 'c.csv', () => false), undefined);
});
