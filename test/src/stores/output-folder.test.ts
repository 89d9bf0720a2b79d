import fs from 'node:fs';
import test from 'ava';
import { openOutputFolder } from '../../../src/stores/output-folder.js';
import { temporaryFolder } from '../formats/made-case.js';

/** How often a folder, rather than a file, is put on disk meanwhile. */
function folderSyncs(during: () => void): number {
  const { fsyncSync } = fs;
  let folders = 0;
  fs.fsyncSync = (fd) => {
    if (fs.fstatSync(fd).isDirectory()) folders++;
    fsyncSync(fd);
  };
  try {
    during();
  } finally {
    fs.fsyncSync = fsyncSync;
  }
  return folders;
}

test('names given together are kept by one step a folder, those given alone by one each', (t) => {
  const out = openOutputFolder(temporaryFolder(t));
  const paths = ['a/1.csv', 'a/2.csv', 'a/3.csv', 'b/1.csv', '4.csv'];
  const stageAll = (text: string): void => {
    for (const path of paths) {
      const staged = out.stage(path);
      staged.write(Buffer.from(text + path));
      staged.finish();
    }
  };
  const texts = (): string[] => paths.map((path) => Buffer.from(out.read(path)!).toString());
  stageAll('alone ');
  t.is(
    folderSyncs(() => paths.forEach((path) => out.commit(path))),
    paths.length,
  );
  t.deepEqual(
    texts(),
    paths.map((path) => `alone ${path}`),
  );
  stageAll('together ');
  t.is(
    folderSyncs(() => paths.forEach((path) => out.giveName(path))),
    0,
  );
  t.deepEqual(
    texts(),
    paths.map((path) => `together ${path}`),
  );
  t.is(
    folderSyncs(() => out.keepNames(paths)),
    3,
  );
  t.throws(() => out.giveName('a/1.csv'), { code: 'DISK' });
});

test('a folder that need not last is not put on disk', (t) => {
  const out = openOutputFolder(temporaryFolder(t), { durable: false });
  const syncs = folderSyncs(() => {
    out.stage('a.csv').finish();
    out.giveName('a.csv');
    out.keepNames(['a.csv']);
  });
  t.is(syncs, 0);
});
