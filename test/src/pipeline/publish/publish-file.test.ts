import test, { type ExecutionContext } from 'ava';
import { renameSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Store } from '../../../../src/domain/storage/store.js';
import { MinuteGauge } from '../../../support/readings/minute-gauge.js';
import { textOf } from '../../../support/stores/store-fixture.js';

const APPEND = { later: false, append: true };
const YEAR = 'Hydropolis/2024/Hydropolis';
const GROWING = ['concatenated', 'treated'].map((kind) => `${YEAR}_${kind}_2024.csv`);

/** What the same two files give when nothing goes wrong. */
async function uninterrupted(t: ExecutionContext): Promise<[string, string][]> {
  const gauge = new MinuteGauge(t);
  gauge.send(3000);
  await gauge.run();
  gauge.send(5);
  await gauge.run();
  return gauge.files('published');
}

test('publishYear appends to the series, and replaces what is no beginning of the new file', async (t) => {
  const gauge = new MinuteGauge(t);
  gauge.send(3000);
  await gauge.run({ publication: APPEND });
  gauge.send(5);
  const appended: string[] = [];
  const written: string[] = [];
  let sentBytes = 0;
  const store = gauge.target;
  const target: Store = {
    ...store,
    append: async (name, growth) => {
      appended.push(name);
      sentBytes += (await textOf(growth.pieces())).length;
      return store.append!(name, growth);
    },
    write: (name, body) => {
      written.push(name);
      return store.write(name, body);
    },
  };
  await gauge.run({ publication: APPEND, target });
  t.deepEqual(appended, GROWING);
  t.false(written.some((name) => GROWING.includes(name)));
  t.true(sentBytes < 2 * 5 * 80);
  t.deepEqual(await gauge.files('published'), await uninterrupted(t));
  t.deepEqual(await gauge.names('raw'), []);
});

test('publishYear replaces the whole file where a late reading falls among those published', async (t) => {
  const gauge = new MinuteGauge(t);
  gauge.send(10);
  await gauge.run({ publication: APPEND });
  writeFileSync(path.join(gauge.place('raw'), 'Hydropolis/late.txt'), 'Hydropolis, 1709251230, 0, 0, 12.5\n');
  const target = { ...gauge.target, append: () => Promise.reject(new Error('nothing is to be appended')) };
  await gauge.run({ publication: APPEND, target });
  t.deepEqual(await gauge.files('published'), await gauge.files('out'));
});

test('publishYear replaces the whole file where appending fails, and leaves nothing behind', async (t) => {
  const gauge = new MinuteGauge(t);
  gauge.send(3000);
  await gauge.run({ publication: APPEND });
  gauge.send(5);
  const store = gauge.target;
  const target: Store = {
    ...store,
    append: (name, growth) => store.append!(name, { ...growth, sha256: 'another' }),
  };
  await gauge.run({ publication: APPEND, target });
  t.deepEqual(await gauge.files('published'), await uninterrupted(t));
});

for (const [what, killed] of GROWING.map((name) => [name.split('_')[1]!, name] as const)) {
  for (const sentShare of [0, 0.5, 1]) {
    for (const isLocalLost of [false, true]) {
      const title = `killed with the ${what} series away and ${sentShare * 100} % of its end sent`;
      test(`update heals a target ${title}${isLocalLost ? ', the local folder being gone' : ''}`, async (t) => {
        const gauge = new MinuteGauge(t);
        gauge.send(3000);
        await gauge.run();
        gauge.send(5);
        const store = gauge.target;
        const target: Store = {
          ...store,
          append: async (name, growth) => {
            if (name !== killed) return store.append!(name, growth);
            const file = path.join(gauge.place('published'), name);
            const end = await textOf(growth.pieces());
            renameSync(file, `${file}.pluvio-growing`);
            const before = readFileSync(`${file}.pluvio-growing`, 'latin1');
            writeFileSync(`${file}.pluvio-growing`, before + end.slice(0, Math.floor(end.length * sentShare)));
            throw new Error('killed');
          },
        };
        await t.throwsAsync(gauge.run({ publication: APPEND, target }), { message: 'killed' });
        if (isLocalLost) gauge.loseLocal();
        const { waiting } = await gauge.run({ publication: APPEND });
        t.is(waiting, 0);
        t.deepEqual(await gauge.files('published'), await uninterrupted(t));
        t.deepEqual(await gauge.names('raw'), []);
      });
    }
  }
}
