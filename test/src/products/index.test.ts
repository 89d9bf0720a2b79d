import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { RESERVED_NAMES } from '../../../src/domain/paths.js';
import { FORMATS } from '../../../src/formats/registry.js';
import { isProductPath } from '../../../src/products/is-product-path.js';
import { PRODUCT_NAMES, PRODUCTS } from '../../../src/products/index.js';
import { pluvioAt, projectPath } from '../../support/pluvio.js';
import { putFile } from '../../support/stores/store-fixture.js';
import { quickFolder } from '../../support/temp.js';

const START_S = 1_672_531_200;

const at = (pattern: string, gauge: string, year: number): string =>
  pattern.replaceAll('<gauge>', gauge).replaceAll('<year>', String(year));

test('PRODUCTS: a run that asks for everything makes these files, and no others', async (t) => {
  const folder = quickFolder(t);
  const lines = Array.from({ length: 24 * 366 }, (_, i) => `A, ${START_S + 3600 * i}, ${i % 90 ? 0 : 3}, 0, 12\n`);
  putFile(path.join(folder, 'raw'), 'A/A_1.txt', `${lines.join('')}A, x, 0\n`);
  const out = path.join(folder, 'out');
  const args = ['--from', path.join(folder, 'raw'), '--out', out, '--gauge', 'A', '--uncalibrated'];
  const formats = FORMATS.map(({ name }) => name).join();
  const everything = ['--products', PRODUCT_NAMES.join(), '--exclude', '2', '--formats', formats];
  const made = await pluvioAt(START_S + 86_400 * 500, ['update', ...args, ...everything]);
  t.is(made.code, 0, made.stderr);
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('.') && statSync(path.join(out, name)).isFile())
    .sort();
  const known = new Set<string>();
  for (const { path: pattern, isTable } of PRODUCTS)
    for (const year of [2023, 2024]) {
      const file = at(pattern, 'A', year);
      known.add(file);
      if (isTable) known.add(file.replace(/\.csv$/, '.parquet'));
    }
  t.deepEqual(files, [...known].sort());
  for (const file of files) {
    t.true(isProductPath(file), file);
    t.true(isProductPath(`dumps/old/${file}.damaged-0123abcd`), file);
  }
});

test('PRODUCTS: the documentation names every one', (t) => {
  const pages = readdirSync(projectPath('docs')).filter((name) => name.endsWith('.md'));
  const files = ['README.md', ...pages.map((name) => `docs/${name}`)].map(projectPath);
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  for (const { path: pattern } of PRODUCTS) t.true(text.includes(`\`${pattern}\``), pattern);
});

test('PRODUCTS: the folders that they take for themselves are no names of gauges', (t) => {
  for (const { path: pattern } of PRODUCTS) {
    const [top] = pattern.split('/');
    t.true(top === '<gauge>' || RESERVED_NAMES.includes(top!), pattern);
  }
});

test('isProductPath: what is called nearly so is a raw file', (t) => {
  for (const file of ['A/2024/A_sparse_2023.mtx', 'A/2024/B_sparse_2024.mtx', 'A/A_sparse_2024.mtx', 'A/A_idf.txt'])
    t.false(isProductPath(file), file);
  for (const file of ['A/2024/A_data_2024.csv', 'network/2024/A_totals_2024.csv', 'idf/A_idf.csv', 'A/cumulative.csv'])
    t.false(isProductPath(file), file);
  for (const file of ['dump/A/A_idf.csv', 'A/A_idf.parquet', 'A/A_products.json', 'x/A/2024/A_treated_2024.csv'])
    t.true(isProductPath(file), file);
});
