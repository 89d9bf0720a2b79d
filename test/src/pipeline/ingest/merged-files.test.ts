import { rmSync } from 'node:fs';
import path from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { Store } from '../../../../src/domain/storage/store.js';
import { openJournal } from '../../../../src/journal/journal.js';
import { MinuteGauge, START_S } from '../../../support/readings/minute-gauge.js';
import { putFile } from '../../../support/stores/store-fixture.js';

const LATER = { later: true, append: false };

function gaugeWithJournal(t: ExecutionContext) {
  const gauge = new MinuteGauge(t);
  const journal = openJournal(path.join(gauge.folder, 'journal.db'));
  t.teardown(() => journal.close());
  return { gauge, journal };
}

/** What the same readings give when every round publishes. */
async function everyRound(t: ExecutionContext, counts: readonly number[]): Promise<[string, string][]> {
  const { gauge, journal } = gaugeWithJournal(t);
  for (const count of counts) {
    gauge.send(count);
    await gauge.run({ journal });
  }
  return gauge.files('published');
}

/** The store, and how many bytes were read from it piece by piece. */
function counted(store: Store): { store: Store; bytes: () => number } {
  let bytes = 0;
  const read: Store['read'] = (entry) => {
    bytes += entry.sizeBytes;
    return store.read(entry);
  };
  return { store: { ...store, read }, bytes: () => bytes };
}

test('processHistory merges without publishing, and keeps raw files until the round that publishes', async (t) => {
  const { gauge, journal } = gaugeWithJournal(t);
  gauge.send(2000);
  await gauge.run({ journal });
  const before = await gauge.files('published');
  const target = counted(gauge.target);
  for (let round = 0; round < 3; round++) {
    gauge.send(5);
    const { total, files } = await gauge.run({ journal, publication: LATER, target: target.store });
    t.like(total, { linesRead: 5, kept: 5 }, 'what was merged is not read again');
    t.is(files.deleted, 0);
  }
  t.deepEqual(await gauge.files('published'), before);
  t.is(target.bytes(), 0, 'the published series is not fetched for what descends from it');
  t.is((await gauge.names('raw')).length, 3);
  const { total, files } = await gauge.run({ journal, target: target.store });
  t.like({ ...total, ...files }, { linesRead: 0, read: 0, deleted: 3 });
  t.is(target.bytes(), 0);
  t.deepEqual(await gauge.names('raw'), []);
  t.deepEqual(await gauge.files('published'), await everyRound(t, [2000, 5, 5, 5]));
  t.is(journal.done({ name: gauge.place('raw') }).count(), 0, 'the journal does not grow');
});

test('processHistory deletes no merged file that changed since it was read', async (t) => {
  const { gauge, journal } = gaugeWithJournal(t);
  gauge.send(100);
  await gauge.run({ journal, publication: LATER });
  putFile(gauge.place('raw'), 'Hydropolis/H_000000.txt', `Hydropolis, ${START_S + 6000}, 0, 0, 12.5\n`, 1_800_000_000);
  const { total } = await gauge.run({ journal });
  t.is(total.kept, 1, 'it is read as the new file that it is');
});

const LOSSES: Record<string, (gauge: MinuteGauge) => void> = {
  'the whole output folder': (gauge) => gauge.loseLocal(),
  'the gauge’s year': (gauge) => rmSync(path.join(gauge.place('out'), 'Hydropolis/2024'), { recursive: true }),
  'the raw series': (gauge) =>
    rmSync(path.join(gauge.place('out'), 'Hydropolis/2024/Hydropolis_concatenated_2024.csv')),
  'the bytes of the raw series': (gauge) =>
    void putFile(gauge.place('out'), 'Hydropolis/2024/Hydropolis_concatenated_2024.csv', 'damaged'),
};

for (const [what, lose] of Object.entries(LOSSES)) {
  test(`processHistory reads merged files again after ${what} was lost before publication`, async (t) => {
    const { gauge, journal } = gaugeWithJournal(t);
    gauge.send(2000);
    await gauge.run({ journal });
    gauge.send(5);
    await gauge.run({ journal, publication: LATER });
    lose(gauge);
    for (let round = 0; round < 2; round++) await gauge.run({ journal });
    t.deepEqual(await gauge.files('published'), await everyRound(t, [2000, 5]));
    t.deepEqual(await gauge.names('raw'), []);
  });
}

test('processHistory ends with the same files wherever a merge or the publication after it is stopped', async (t) => {
  const expected = await everyRound(t, [50, 5]);
  let stops = 0;
  for (let stopAt = 1, isStopped = true; isStopped; stopAt++) {
    const { gauge, journal } = gaugeWithJournal(t);
    gauge.send(50);
    await gauge.run({ journal });
    gauge.send(5);
    let passed = 0;
    const checkpoint = (step: string): void => {
      if (++passed === stopAt) throw new Error(`stopped at ${step}`);
    };
    isStopped = await gauge
      .run({ journal, publication: LATER, checkpoint })
      .then(() => gauge.run({ journal, checkpoint }))
      .then(
        () => false,
        () => true,
      );
    stops += Number(isStopped);
    for (let round = 0; round < 2; round++) await gauge.run({ journal });
    t.deepEqual(await gauge.files('published'), expected);
    t.deepEqual(await gauge.names('raw'), []);
  }
  t.log(`stopped at ${stops} points`);
  t.true(stops >= 12);
});
