import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { inspectTable } from '../../../../src/pipeline/convert/inspect-table.js';
import { StoredFileOnDisk } from '../../../../src/stores/stored-file.js';
import { pluvioAt } from '../../../support/pluvio.js';
import { putFile } from '../../../support/stores/store-fixture.js';
import { quickFolder } from '../../../support/temp.js';

const START_S = 1_672_531_200;

test('inspect knows every table and manifest that a run publishes', async (t) => {
  const folder = quickFolder(t);
  const lines = Array.from({ length: 24 * 400 }, (_, i) => `A, ${START_S + 3600 * i}, ${i % 90 ? 0 : 3}, 0, 12\n`);
  putFile(path.join(folder, 'raw'), 'A/A_1.txt', `${lines.join('')}A, x, 0\n`);
  const out = path.join(folder, 'out');
  const args = ['--from', path.join(folder, 'raw'), '--out', out, '--gauge', 'A', '--uncalibrated'];
  const products = ['--products', 'totals,events,maxima,idf', '--formats', 'npz,nc'];
  const made = await pluvioAt(START_S + 86_400 * 500, ['update', ...args, ...products]);
  t.is(made.code, 0, made.stderr);
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(csv|json)$/.test(name) && !name.startsWith('.pluvio'))
    .filter((name) => statSync(path.join(out, name)).isFile());
  const kinds = new Set<string>();
  for (const name of files.filter((file) => !/_(concatenated|treated)_/.test(file))) {
    const found = await inspectTable(new StoredFileOnDisk(path.join(out, name)));
    t.truthy(found, name);
    kinds.add(found!.kind);
  }
  t.deepEqual([...kinds].sort(), [
    ...['coverage', 'cumulative', 'events', 'idf', 'manifest', 'maxima', 'network events', 'network manifest'],
    ...['network totals', 'products manifest', 'quarantine', 'totals'],
  ]);
});
