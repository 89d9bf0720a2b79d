import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { PluvioError } from '../../../../src/domain/errors.js';
import { NotReadList, type NotReadReason } from '../../../../src/domain/look-of/not-read.js';
import { isProductPath } from '../../../../src/products/is-product-path.js';
import { findInputs } from '../../../../src/stores/local-inputs/find.js';
import { readInputs } from '../../../../src/stores/local-inputs/read.js';
import { ArchiveTree } from '../../../../src/raw/content/archive-tree.js';
import { walkTree } from '../../../../src/raw/content/walk.js';
import { openSpillFile } from '../../../../src/stores/spill-file.js';
import { tempFolder } from '../../../support/pluvio.js';

const GAUGES = new Set(['H', 'G', 'basin/K']);
const isGaugeFolder = (name: string): boolean => GAUGES.has(name);

function put(root: string, ...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), `${name}\n`);
  }
}

interface Found {
  /** `folder|name of the source|text`, sorted. */
  readonly read: string[];
  readonly notRead: Partial<Record<NotReadReason, number>>;
  readonly list: NotReadList;
}

async function look(...args: readonly string[]): Promise<Found> {
  const list = new NotReadList();
  const read: string[] = [];
  const options = {
    isGaugeFolder,
    isOutput: isProductPath,
    notRead: list,
    openSpill: () => openSpillFile('/nonexistent', 'test'),
  };
  for await (const { source, bytes } of readInputs(findInputs(args, isGaugeFolder, list, isProductPath), options))
    if (bytes.length > 0) read.push(`${source.folder ?? ''}|${source.name}|${Buffer.from(bytes).toString().trim()}`);
  return { read: read.sort(), notRead: Object.fromEntries(list.groups.map(({ why, count }) => [why, count])), list };
}

test('findInputs reads folders in folders for the gauge whose folder they are in', async (t) => {
  const root = join(tempFolder(t), 'dumps');
  put(root, 'H/a.txt', 'H/2023/b.txt', 'H/2023/03/c.txt', 'old/H/2022/d.txt', 'loose.txt', '2023/03/dated.txt');
  put(root, 'Other/e.txt', 'Other/2023/f.txt', 'H/G/g.txt', 'G/H/h.txt', 'basin/K/i.txt', 'basin/j.txt', 'K/k.txt');
  const { read, notRead } = await look(root);
  t.deepEqual(
    read.map((line) => line.slice(0, line.lastIndexOf('|'))).sort(),
    [
      'G|H/G/g.txt',
      'H|G/H/h.txt',
      'H|H/2023/03/c.txt',
      'H|H/2023/b.txt',
      'H|H/a.txt',
      'H|old/H/2022/d.txt',
      'K|K/k.txt',
      'Other|Other/2023/f.txt',
      'Other|Other/e.txt',
      'basin/K|basin/K/i.txt',
      'basin|basin/j.txt',
      '|2023/03/dated.txt',
      '|loose.txt',
    ].sort(),
  );
  t.deepEqual(notRead, {});
});

test('findInputs gives the same whichever folder above a gauge’s files is named, and of a file by itself', async (t) => {
  const root = join(tempFolder(t), 'dumps');
  put(root, 'H/a.txt', 'H/2023/b.txt', 'H/2023/03/c.txt');
  const sources = (found: Found): string[] => found.read.map((line) => line.split('|').slice(0, 2).join('|'));
  const whole = sources(await look(root));
  t.deepEqual(sources(await look(join(root, 'H'))), whole);
  t.deepEqual(sources(await look(join(root, 'H/'))), whole);
  t.deepEqual(sources(await look(join(root, 'H/2023'), join(root, 'H/a.txt'))), whole);
  t.deepEqual(sources(await look(join(root, 'H/2023/03/c.txt'))), ['H|H/2023/03/c.txt']);
  const cwd = process.cwd();
  try {
    process.chdir(join(root, 'H/2023'));
    t.deepEqual(sources(await look('..')), whole);
    process.chdir('..');
    t.deepEqual(sources(await look('.')), whole);
    t.deepEqual(sources(await look('2023/03')), ['H|H/2023/03/c.txt']);
  } finally {
    process.chdir(cwd);
  }
});

test('findInputs follows links that stay inside what was named, and names the others', async (t) => {
  const base = tempFolder(t);
  const root = join(base, 'dumps');
  put(base, 'outside/x.txt');
  put(root, 'station17/a.txt', 'H/b.txt', 'G/c.txt', 'H/deep/d.txt');
  const link = (target: string, name: string): void => symlinkSync(target, join(root, name));
  link('../station17', 'H/seventeen');
  link('../../outside', 'H/out');
  link(join(base, 'outside/x.txt'), 'H/out.txt');
  link('nowhere', 'H/gone');
  link('self', 'H/self');
  link('..', 'H/up');
  link('../../H', 'H/deep/round');
  link('../G', 'H/other');
  link('../G/c.txt', 'H/other.txt');
  link('H/deep', 'latest');
  link('deep/d.txt', 'H/again.txt');
  link('../station17/a.txt', 'H/one.txt');
  const { read, notRead } = await look(root);
  t.deepEqual(read, [
    'G|G/c.txt|G/c.txt',
    'H|H/b.txt|H/b.txt',
    'H|H/deep/d.txt|H/deep/d.txt',
    'H|H/one.txt|station17/a.txt',
    'H|H/seventeen/a.txt|station17/a.txt',
    'station17|station17/a.txt|station17/a.txt',
  ]);
  t.deepEqual(notRead, { 'link-out': 2, 'link-nowhere': 2, 'link-back': 2, 'link-other-gauge': 2 });
  t.deepEqual((await look(join(root, 'H'), join(base, 'outside'))).notRead, {
    'link-out': 5,
    'link-nowhere': 2,
    'link-back': 1,
  });
});

test('findInputs comes to an end where links lead into each other', async (t) => {
  const root = tempFolder(t);
  for (let i = 0; i < 12; i++) {
    put(root, `H/d${i}/f${i}.txt`);
    for (let k = 0; k < 12; k++) if (k !== i) symlinkSync(`../d${k}`, join(root, `H/d${i}/to${k}`));
  }
  const { read, notRead } = await look(root);
  t.is(read.length, 12);
  t.deepEqual(notRead, {});
});

test('findInputs enters what is called as a link, for its name', async (t) => {
  const root = tempFolder(t);
  put(root, 'real/2023/a.txt');
  symlinkSync('real', join(root, 'H'));
  const { read } = await look(join(root, 'H'));
  t.deepEqual(read, ['H|H/2023/a.txt|real/2023/a.txt']);
});

test('findInputs names pipes, sockets, hidden folders, outputs and unsafe names, and opens none of them', async (t) => {
  const root = join(tempFolder(t), 'dumps');
  put(root, 'H/a.txt', '.pluvio/journal.db', 'H/.cache/b.txt', 'H/.hidden.txt');
  put(root, 'H/2023/H_concatenated_2023.csv', 'H/2023/H_manifest_2023.json', 'H/2023/raw.txt');
  put(root, 'network/2023/network_sparse_2023.mtx', 'quarantine/H.csv', 'H/2023/H_treated_2023.csv.damaged-0123abcd');
  put(root, 'H/2023/H_sparse_2023.mtx.pluvio-tmp', 'H/2023/G_treated_2023.csv', 'H/a\u0007b.txt', 'H/back\\slash.txt');
  execFileSync('mkfifo', [join(root, 'H/pipe')]);
  const server = createServer().listen(join(root, 'H/socket'));
  t.teardown(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'H/latin')), Buffer.from([0xe9])]), 'x\n');
  const { read, notRead, list } = await look(root);
  t.deepEqual(
    read.map((line) => line.split('|')[1]),
    ['H/.hidden.txt', 'H/2023/G_treated_2023.csv', 'H/2023/raw.txt', 'H/a.txt'],
  );
  t.deepEqual(notRead, { 'unsafe-name': 3, 'no-file': 2, 'hidden-folder': 2, 'own-output': 5, 'own-temporary': 1 });
  t.is(list.mayBeData, 5);
});

test('findInputs says of a folder without files what is in it, and names every folder that cannot be listed', (t) => {
  const root = tempFolder(t);
  mkdirSync(join(root, 'H/2023'), { recursive: true });
  symlinkSync('/etc/hostname', join(root, 'H/link'));
  const error = t.throws(() => findInputs([root, join(root, 'none')], isGaugeFolder), { instanceOf: PluvioError });
  t.is(error.code, 'INPUT');
  t.is(
    error.message,
    `Cannot read ${root}: there is no file to be read in it, nor in the folders in it; not read: ${root}/H/link: a link that leads out of what was named; ${root}/none: it is not there`,
  );
});

test('a tar of folders gives what the folders give: links, hard links, names, gauges', async (t) => {
  const base = tempFolder(t);
  const root = join(base, 'dumps');
  put(root, 'H/a_010124_000000.txt', 'H/2023/03/b_010323_000000.txt', 'station17/c.txt', 'Other/d.txt', 'G/H/e.txt');
  put(root, 'H/2023/H_sparse_2023.mtx', '.git/f', '2023/g.txt', 'H/a\u0007b.txt');
  symlinkSync('../station17', join(root, 'H/seventeen'));
  symlinkSync('../../outside', join(root, 'H/out'));
  symlinkSync('../G', join(root, 'H/other'));
  symlinkSync('..', join(root, 'H/up'));
  linkSync(join(root, 'H/a_010124_000000.txt'), join(root, 'G/hard.txt'));
  execFileSync('mkfifo', [join(root, 'H/pipe')]);
  const folders = await look(root);
  for (const [name, flags] of [
    ['t.tar', 'cf'],
    ['t.tgz', 'czf'],
  ] as const) {
    execFileSync('tar', [flags, join(base, name), '-C', base, 'dumps']);
    const { read, notRead } = await look(join(base, name));
    t.deepEqual(read, folders.read);
    t.deepEqual(notRead, folders.notRead);
  }
  execFileSync('tar', ['cf', join(base, 'here.tar'), '-C', root, '.']);
  t.deepEqual((await look(join(base, 'here.tar'))).read, folders.read);
});

test('an archive in a gauge’s folder is that gauge’s, but for folders of others in it', async (t) => {
  const base = tempFolder(t);
  put(base, 'x/loose.txt', 'x/2023/dated.txt', 'x/any/deep.txt', 'x/G/other.txt');
  mkdirSync(join(base, 'dumps/H/2023'), { recursive: true });
  execFileSync('tar', ['cf', join(base, 'dumps/H/2023/old.tar'), '-C', join(base, 'x'), '.']);
  const { read } = await look(join(base, 'dumps'));
  t.deepEqual(
    read.map((line) => line.split('|').slice(0, 2).join('|')),
    ['G|G/other.txt', 'H|2023/dated.txt', 'H|any/deep.txt', 'H|loose.txt'],
  );
});

test('what is compressed, or an archive, in an archive is unpacked', async (t) => {
  const base = tempFolder(t);
  put(base, 'x/H/a.txt', 'y/G/b.txt');
  execFileSync('gzip', [join(base, 'x/H/a.txt')]);
  execFileSync('tar', ['cf', join(base, 'x/inner.tar'), '-C', join(base, 'y'), '.']);
  execFileSync('tar', ['cf', join(base, 'outer.tar'), '-C', join(base, 'x'), '.']);
  t.deepEqual((await look(join(base, 'outer.tar'))).read, ['G|G/b.txt|y/G/b.txt', 'H|H/a.txt.gz|x/H/a.txt']);
});

test('what is no text by its signature is named and not read, wherever it lies', async (t) => {
  const base = tempFolder(t);
  const root = join(base, 'dumps');
  put(root, 'H/a.txt');
  const zip = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(40), Buffer.from('xl/workbook.xml')]);
  writeFileSync(join(root, 'H/book.xlsx'), zip);
  writeFileSync(join(root, 'H/H_010124_000000.txt'), '%PDF-1.7\n1, 2, 3\n');
  writeFileSync(
    join(root, 'H/picture.txt.gz'),
    execFileSync('gzip', ['-c'], { input: Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1') }),
  );
  const folders = await look(root);
  t.deepEqual(folders.read, ['H|H/a.txt|H/a.txt']);
  t.deepEqual(folders.notRead, { 'not-text': 3 });
  t.deepEqual([...folders.list.groups[0]!.examples].sort(), [
    'H/H_010124_000000.txt (a PDF)',
    'H/book.xlsx (a workbook (xlsx))',
    'H/picture.txt.gz (a PNG picture)',
  ]);
  execFileSync('tar', ['cf', join(base, 't.tar'), '-C', base, 'dumps']);
  const packed = await look(join(base, 't.tar'));
  t.deepEqual(packed.read, folders.read);
  t.deepEqual(packed.notRead, folders.notRead);
});

test('walkTree takes hundreds of thousands of files, and folders however deep', (t) => {
  const tree = new ArchiveTree<number>();
  const FILES = 200_000;
  for (let i = 0; i < FILES; i++) tree.addFile(`H/f${i}`, i);
  const deep = Array.from({ length: 2000 }, (_, i) => `d${i}`).join('/');
  tree.addFile(`H/${deep}/last`, 0);
  for (let i = 0; i < 1000; i++) tree.addFile(`H/days/${i}/x`, i);
  let taken = 0;
  walkTree(
    tree,
    { place: '', above: [], shown: '' },
    {
      isGaugeFolder,
      isOutput: isProductPath,
      notRead: new NotReadList(),
      take: () => taken++,
      onProblem: () => t.fail(),
    },
  );
  t.is(taken, FILES + 1 + 1000);
});

const cleaning: (() => void)[] = [];

test('whatever the folders, what is read of a gauge does not depend on which folder is named, or on a tar', async (t) => {
  const name = fc.constantFrom('H', 'G', 'a', '2023', '03', 'basin', 'K', 'x y');
  const files = fc.uniqueArray(
    fc.tuple(fc.array(name, { maxLength: 4 }), fc.constantFrom('f', 'g_010124_000000.txt')),
    {
      minLength: 1,
      maxLength: 8,
      selector: ([folders, file]) => [...folders, file].join('/'),
    },
  );
  await fc.assert(
    fc.asyncProperty(files, async (list) => {
      const base = tempFolder({ teardown: (clean) => cleaning.push(clean) });
      const root = join(base, 'dumps');
      put(root, ...list.map(([folders, file]) => ['top', ...folders, file].join('/')));
      const whole = await look(root);
      t.deepEqual(whole.read.length, list.length);
      t.deepEqual(whole.notRead, {});
      const ofGauges = (found: Found): string[] =>
        found.read
          .filter((line) => GAUGES.has(line.split('|')[0]!))
          .map((line) => `${line.split('|')[0]}|${line.split('|')[2]}`);
      t.deepEqual(ofGauges(await look(join(root, 'top'))), ofGauges(whole));
      execFileSync('tar', ['cf', join(base, 't.tar'), '-C', base, 'dumps']);
      t.deepEqual((await look(join(base, 't.tar'))).read, whole.read);
      for (const clean of cleaning.splice(0)) clean();
    }),
    { numRuns: 30 },
  );
});

test('a file that pluvio made is read where it is named itself', async (t) => {
  const root = tempFolder(t);
  put(root, 'H/2023/H_concatenated_2023.csv');
  const file = join(root, 'H/2023/H_concatenated_2023.csv');
  t.true(existsSync(file) && readFileSync(file).length > 0);
  t.is((await look(file)).read.length, 1);
});
