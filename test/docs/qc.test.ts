import { readFileSync } from 'node:fs';
import test from 'ava';
import { QUALITY_TESTS } from '../../src/analyses/quality/index.js';
import { NEAR } from '../../src/analyses/quality/steps/neighbour-steps.js';

const TEXT = readFileSync('docs/qc.md', 'utf8');

test('docs/qc.md has every test, with its settings as they are', (t) => {
  for (const { name, settings } of QUALITY_TESTS) {
    const row = TEXT.split('\n').find((line) => line.startsWith('|') && line.split('|')[1]!.includes(`\`${name}\``));
    t.truthy(row, name);
    for (const [key, value] of Object.entries(settings)) {
      const said = Object.hasOwn(NEAR, key) ? TEXT : row!;
      t.true(said.includes(`\`${key}=${value}\``), `${name}.${key}=${value}`);
    }
  }
});
