import test from 'ava';
import fc from 'fast-check';
import { readTree } from '../../../fixtures/cases.js';
import { reference } from '../../../fixtures/reference/reference.js';
import type { RawFile } from '../../../fixtures/reference/types.js';
import { ownVersion } from '../../../src/cli/version.js';
import { plainGauge, type WantedGauge } from '../../../src/domain/network.js';
import { inReceivedOrder } from '../../../src/raw/received-order.js';
import type { Source, SourceChunk } from '../../../src/domain/readings/reading.js';
import { publishNetwork } from '../../../src/pipeline/network/network.js';
import { publishedUntil } from '../../../src/pipeline/publish/published-until.js';
import { processSources } from '../../../src/pipeline/years/process-sources.js';
import { addsUp } from '../../../src/domain/readings/audit.js';
import { testContext } from '../../support/run-case.js';
import { joinedOf } from '../../support/readings/joined.js';
import { piecesOf } from '../../support/readings/readings.js';
import { tempFolder } from '../../support/temp.js';

const nowS = 1_735_700_000;
const gauges: WantedGauge[] = [
  { ...plainGauge('Hydropolis'), curve: { a: 0.0008, b: 1.0761, c: 0, tipMm: 0.2 } },
  { ...plainGauge('Polytech'), aliases: ['Poly'], curve: { a: 0, b: 1, c: 0.1, tipMm: 0.1 } },
];

/** Stamps that meet: around two year boundaries, with jitter and repetitions. */
const stamp = fc
  .tuple(
    fc.constantFrom(1_672_531_200, 1_704_067_200, 1_704_070_000),
    fc.integer({ min: -20, max: 20 }),
    fc.constantFrom(0, 0, 0, 1, 30),
  )
  .map(([base, minute, second]) => base + 60 * minute + second);
const good = fc
  .tuple(
    fc.constantFrom('Hydropolis', 'Polytech', 'Poly', 'CEFE', 'POLY', '"Polytech"', 'hydropolis'),
    stamp,
    fc.constantFrom(0, 0, 1, 2, 9, 19, 190, 65, 65_535),
    fc.constantFrom(
      '',
      ', 0',
      ', 0, 12.29',
      ', 0, 12.290',
      ', 1.5, na',
      ', ---, 12.29',
      ', 0, 12.29,',
      ', 0, 1',
      ', 1.',
      ', -0',
      ', 0, 12.29, 7, x',
    ),
  )
  .map(([label, timeS, tips, rest]) => `${label}, ${timeS}, ${tips}${rest}`);
const bad = fc.constantFrom(
  '',
  'garbage',
  'Hydropolis, x, 1',
  'Polytech, 1704067200, , 0',
  'Hydropolis, 1072915260, 0',
  'Hydropolis, 1999999999, 1, 0, 12.2',
  'a,b,c,d,e,f',
  'Hydropolis; 1704067200; 1; 0,5; 12,29',
  'Polytech, 1704067200000, 1, 0, 12.29',
  '\0\0Hydropolis, 1704067200, 1',
  'Elsewhere; 1704067200, 1, 0',
);
const lines = fc.array(fc.oneof({ weight: 5, arbitrary: good }, { weight: 1, arbitrary: bad }), { maxLength: 12 });
const name = fc.constantFrom(
  'Hydropolis/H_010123_000000.txt',
  'Hydropolis/H_311222_235500.txt',
  'Hydropolis/H_010124_000000.txt',
  'Polytech/P_010124_000000.txt',
  'Polytech/P_010123_000500.txt',
  'dump.txt',
  'A_010123_000000.txt',
  'CEFE/C_010124_000000.txt',
);
const files = fc
  .uniqueArray(fc.tuple(name, lines, fc.boolean(), fc.constantFrom('\n', '\n', '\r\n', '\r', '\n\ufeff')), {
    maxLength: 6,
    selector: ([path]) => path,
  })
  .map((list): RawFile[] =>
    list.map(([path, text, isEnded, end]) => ({ path, bytes: Buffer.from(text.join(end) + (isEnded ? end : '')) })),
  );

async function* chunksOf(list: readonly RawFile[], cut: number): AsyncGenerator<SourceChunk> {
  await Promise.resolve();
  for (const { path, bytes } of inReceivedOrder(list, (file) => file.path)) {
    const slash = path.indexOf('/');
    yield* piecesOf({ name: path, folder: slash < 0 ? undefined : path.slice(0, slash) }, bytes, [
      cut,
      2 * cut,
      7 * cut,
    ]);
  }
}

/** The same files whole, as many as may in one chunk. */
async function* togetherOf(list: readonly RawFile[]): AsyncGenerator<SourceChunk> {
  const whole: { source: Source; bytes: Uint8Array }[] = [];
  for await (const { source, bytes } of chunksOf(list, Infinity)) if (bytes.length > 0) whole.push({ source, bytes });
  yield* joinedOf(whole);
}

test('processSources makes, run after run, exactly the files of the plain reference, and its books add up', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(files, { minLength: 1, maxLength: 3 }),
      fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant('together' as const)),
      async (runs, cut) => {
        const out = tempFolder(t);
        const context = testContext({ gauges, out, nowS });
        let published = new Map<string, Uint8Array>();
        for (const run of runs) {
          const expected = reference({ files: run, gauges, nowS, version: ownVersion(), published });
          const chunks = cut === 'together' ? togetherOf(run) : chunksOf(run, cut);
          const { ledger, years } = await processSources(chunks, context, {
            publishedUntilS: await publishedUntil(context),
          });
          await publishNetwork(years, context);
          t.true([...ledger.byGauge.values()].every(addsUp));
          for (const [gauge, { linesRead, kept, duplicates, conflicts, quarantined, mended }] of expected.perGauge) {
            const tally = ledger.byGauge.get(gauge);
            t.deepEqual(
              [
                tally?.linesRead ?? 0,
                tally?.kept ?? 0,
                tally?.duplicates ?? 0,
                tally?.conflicts ?? 0,
                tally?.quarantined ?? 0,
                tally?.mended ?? 0,
              ],
              [linesRead, kept, duplicates, conflicts, quarantined, mended],
            );
          }
          published = new Map([...expected.outputs].map(([path, bytes]) => [path, Buffer.from(bytes)]));
          const made = await readTree(out);
          t.deepEqual([...made.keys()].sort(), [...published.keys()].sort());
          for (const [path, bytes] of published)
            t.is(Buffer.from(made.get(path)!).toString(), Buffer.from(bytes).toString(), path);
        }
      },
    ),
    { numRuns: 80 },
  );
});

test('the books are the same for files that come together', async (t) => {
  await fc.assert(
    fc.asyncProperty(files, async (list) => {
      const books = [];
      for (const chunks of [chunksOf(list, 20), togetherOf(list)]) {
        const context = testContext({ gauges, out: tempFolder(t), nowS });
        const { ledger } = await processSources(chunks, context, { publishedUntilS: await publishedUntil(context) });
        const { byGauge, foreignLabels, rejectReasons, others } = ledger;
        books.push({ byGauge: Object.fromEntries(byGauge), foreignLabels, rejectReasons, others });
      }
      t.deepEqual(books[0], books[1]);
    }),
    { numRuns: 50 },
  );
});
