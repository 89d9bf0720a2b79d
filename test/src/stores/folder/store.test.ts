import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import test from 'ava';
import { PluvioError } from '../../../../src/domain/errors.js';
import { openFolderStore } from '../../../../src/stores/folder/store.js';
import { bodyOf, collect, namesIn, putFile, textOf } from '../../../support/stores/store-fixture.js';
import { tempFolder } from '../../../support/temp-folder.js';

test('openFolderStore never follows a link to a file, nor one that leads out of the root', async (t) => {
  const base = tempFolder(t);
  const root = join(base, 'root');
  const secret = putFile(base, 'outside/secret.txt', 'secret');
  mkdirSync(join(root, 'inside'), { recursive: true });
  putFile(root, 'inside/a.txt', 'a');
  symlinkSync(join(base, 'outside'), join(root, 'out'));
  symlinkSync('inside', join(root, 'in'));
  symlinkSync(join(base, 'outside/secret.txt'), join(root, 'link.txt'));
  const store = openFolderStore(root);
  t.deepEqual(await store.listFolders(''), ['in', 'inside']);
  const { links, unsafeNames } = await store.list('');
  t.deepEqual([links?.toSorted(), unsafeNames], [['link.txt', 'out'], []]);
  t.is((await store.list('in')).entries.length, 1);
  await t.throwsAsync(store.list('out'), { instanceOf: PluvioError, message: /leads out of/ });
  for (const path of ['out/secret.txt', 'link.txt']) {
    const [result] = await collect(store.readMany([{ ...secret, path }]));
    t.true(result!.error instanceof PluvioError);
    await t.throwsAsync(textOf(store.read({ ...secret, path })), { instanceOf: PluvioError });
  }
  await t.throwsAsync(store.write('out/new.txt', bodyOf('x')), { instanceOf: PluvioError });
  t.deepEqual(namesIn(base, 'outside'), ['secret.txt']);
});

test('write keeps the old file and nothing else when its source breaks off', async (t) => {
  const root = tempFolder(t);
  putFile(root, 'a.csv', 'old');
  const broken = (): never => {
    throw new Error('source broke');
  };
  await t.throwsAsync(openFolderStore(root).write('a.csv', { ...bodyOf('new'), pieces: broken }), {
    instanceOf: PluvioError,
  });
  t.is(readFileSync(join(root, 'a.csv'), 'utf8'), 'old');
  t.deepEqual(namesIn(root), ['a.csv']);
});

test('list and readMany take a folder of 20,000 names in their stride', async (t) => {
  const root = tempFolder(t);
  const text = 'ARCHIEST, 1677629040, 0, 0, 12.226\n'.repeat(5);
  for (let i = 0; i < 20_000; i++) putFile(root, `g/H_${i}.txt`, text);
  const store = openFolderStore(root);
  const startMs = performance.now();
  const { entries } = await store.list('g');
  const listedMs = performance.now();
  let bytes = 0;
  for await (const result of store.readMany(entries)) bytes += result.bytes?.length ?? 0;
  const readMs = performance.now();
  t.is(bytes, 20_000 * text.length);
  t.log(`listed in ${Math.round(listedMs - startMs)} ms, ${((readMs - listedMs) / 20).toFixed(1)} µs a file read`);
});
