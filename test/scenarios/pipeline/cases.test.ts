import test from 'ava';
import { loadCases, readTree } from '../../../fixtures/cases.js';
import { processHistory } from '../../../src/pipeline/run/process-history.js';
import { openFolderStore } from '../../../src/stores/folder/store.js';
import { gaugesOfCase, testContext } from '../../support/run-case.js';
import { tempFolder } from '../../support/temp.js';

const cases = await loadCases('fixtures/cases');

test('there are cases to walk', (t) => {
  t.true(cases.length >= 20);
});

for (const fixture of cases) {
  test(`processHistory makes the expected files of ${fixture.name}: ${fixture.description}`, async (t) => {
    const out = tempFolder(t);
    for (const run of fixture.runs) {
      const { nowS, notBeforeS } = fixture;
      const context = testContext({ gauges: gaugesOfCase(fixture), out, nowS, notBeforeS });
      await processHistory({ source: openFolderStore(run.rawFolder), deleteRaw: false, onlyNew: false }, context);
      const made = await readTree(out);
      t.deepEqual([...made.keys()], [...run.expected.keys()]);
      for (const [path, bytes] of run.expected) {
        t.is(Buffer.from(made.get(path)!).toString('latin1'), Buffer.from(bytes).toString('latin1'), path);
      }
    }
  });
}
