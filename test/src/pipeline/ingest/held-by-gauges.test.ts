import { createHash } from 'node:crypto';
import test from 'ava';
import type { OutputFolder } from '../../../../src/domain/storage/output-folder.js';
import { yearPath } from '../../../../src/domain/paths.js';
import { HeldByGauges } from '../../../../src/pipeline/ingest/held-by-gauges.js';
import { openOutputFolder } from '../../../../src/stores/output-folder.js';
import { temporaryFolder } from '../../formats/made-case.js';

const NAMES = Array.from({ length: 30 }, (_, i) => `Gauge${i}`);
const GAUGES = NAMES.map((name) => ({ name }));
const ROOT = { gauge: '', path: '', folder: undefined };
const folderOf = (name: string) => ({ gauge: name, path: name, folder: name });

function write(out: OutputFolder, gauge: string, year: number, text: string): void {
  const path = yearPath(gauge, year, 'manifest');
  const staged = out.stage(path);
  staged.write(Buffer.from(text));
  staged.finish();
  out.commit(path);
}

test('what an output folder holds is read once a gauge, and again only of what changed', (t) => {
  const folder = openOutputFolder(temporaryFolder(t), { durable: false });
  for (const name of NAMES) write(folder, name, 2024, name);
  const read: string[] = [];
  const out: OutputFolder = {
    ...folder,
    read: (path) => {
      read.push(path);
      return folder.read(path);
    },
  };
  const held = new HeldByGauges({ out, gauges: GAUGES });
  const all = (): string[] => [...NAMES.map(folderOf), ROOT].map((one) => held.by(one));
  const before = all();
  t.deepEqual(all(), before);
  t.is(read.length, NAMES.length);
  t.is(new Set(before).size, NAMES.length + 1);

  write(folder, 'Gauge7', 2025, 'new');
  held.lookAgain(new Set(['Gauge7']));
  t.deepEqual(
    read.slice(NAMES.length),
    [2024, 2025].map((year) => yearPath('Gauge7', year, 'manifest')),
  );
  const after = all();
  t.deepEqual(
    after.flatMap((sha256, i) => (sha256 === before[i] ? [] : [i])),
    [7, NAMES.length],
  );
  held.lookAgain(undefined);
  t.deepEqual(all(), after);
});

test('a note of an older version on the root holds as long as the manifests of all gauges do', (t) => {
  const out = openOutputFolder(temporaryFolder(t), { durable: false });
  const hash = createHash('sha256');
  for (const name of NAMES) {
    write(out, name, 2024, name);
    hash.update(`${yearPath(name, 2024, 'manifest')}\n${name}`);
  }
  const noted = hash.digest('hex');
  const held = new HeldByGauges({ out, gauges: GAUGES });
  t.true(held.is(noted, ROOT));
  t.true(held.is(held.by(ROOT), ROOT));
  t.false(held.is(undefined, ROOT));
  t.false(held.is(noted, folderOf('Gauge1')));
  write(out, 'Gauge3', 2024, 'other');
  t.false(new HeldByGauges({ out, gauges: GAUGES }).is(noted, ROOT));
});
