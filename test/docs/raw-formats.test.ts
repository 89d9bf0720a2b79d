import test from 'ava';
import { readFileSync } from 'node:fs';
import { KEYS } from '../../src/raw/description/keys.js';
import { RAW_FORMATS } from '../../src/raw/registry.js';
import { projectPath } from '../support/pluvio.js';
import { describe, read } from '../support/readings/described.js';
import { blocksOf } from './support/markdown.js';

const PAGE = 'docs/raw-formats.md';
const blocks = blocksOf(PAGE);
const examples = blocks.flatMap(({ language, text }, i) =>
  language === 'toml' ? [{ toml: text, file: blocks[i + 1]!, csv: blocks[i + 2]! }] : [],
);

const shown = (value: number): string => (Number.isNaN(value) ? 'na' : String(value));

test('docs/raw-formats.md: every example is whole', (t) => {
  t.true(examples.length >= 9);
  for (const { toml, file, csv } of examples) {
    t.deepEqual([file.language, csv.language], ['text', 'csv']);
    t.true(toml.trim().split('\n').length <= 15);
  }
});

for (const { toml, file, csv } of examples) {
  test(`docs/raw-formats.md: ${toml.split('\n')[0]!} … ${csv.text.split('\n')[0]!}`, (t) => {
    const { readings } = read(describe(toml), file.text);
    const rows = readings.map(([timeS, amount, wind, battery, label]) =>
      [label, timeS, amount, shown(wind), shown(battery)].join(','),
    );
    t.is(`${rows.join('\n')}\n`, csv.text);
  });
}

test('docs/raw-formats.md: has every key and every built-in format', (t) => {
  const text = readFileSync(projectPath(PAGE), 'utf8');
  for (const { key } of KEYS) t.true(text.includes(`| \`${key}\` |`), key);
  for (const { name, summary } of RAW_FORMATS) t.true(text.includes(`| \`${name}\` | ${summary} |`), name);
});
