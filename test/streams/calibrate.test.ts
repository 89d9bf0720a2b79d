import test from 'ava';
import fc from 'fast-check';
import { folderOf, parseFile } from '../../fixtures/reference/read/parse.js';
import { onlyPlausible } from '../../fixtures/reference/plausible.js';
import type { ParsedLine, RawFile } from '../../fixtures/reference/types.js';
import { gauge, textFile } from '../../fixtures/recipes/recipe.js';
import { indexGauges, limitsOf, type WantedGauge } from '../../src/domain/network.js';
import type { CalibratedBatch, Reject, SourceChunk } from '../../src/domain/readings/reading.js';
import { calibrate } from '../../streams/calibrate.js';
import { filter } from '../../streams/filter.js';
import { chain, flow } from '../../streams/highland.js';
import { Origins } from '../../streams/kernels/filter/origins.js';
import { parse } from '../../streams/parse.js';
import { joinedOf } from '../support/readings/joined.js';
import { piecesOf } from '../support/readings/readings.js';

const NOW_S = 1_735_700_000;
const RANGE = { notBeforeS: 1_104_537_600, notAfterS: NOW_S + 86_400 };

/** A reading that flowed on, with the line it came from. */
interface Seen {
  readonly source: string;
  readonly line: number;
  readonly timeS: number;
  readonly tips: number;
  readonly isProvisional: boolean;
}

interface Outcome {
  /** By gauge, in the order received. */
  readonly seen: Readonly<Record<string, Seen[]>>;
  readonly refused: {
    source: string;
    line: number;
    reason: string;
    text: string;
    label: string;
    afterS: number | undefined;
  }[];
  /** By gauge and source. */
  readonly mended: string[];
}

async function calibrated(chunks: Iterable<SourceChunk>, gauges: readonly WantedGauge[]): Promise<Outcome> {
  const rejects: Reject[] = [];
  const mended: string[] = [];
  const nothing = (): void => undefined;
  const audit = {
    read: nothing,
    filteredOut: nothing,
    foreignLabel: nothing,
    landed: nothing,
    provisional: nothing,
    rejected: (_: unknown, reject: Reject) => void rejects.push(reject),
    mended: (name: string, { name: source }: { name: string }) => void mended.push(`${name} ${source}`),
  };
  const stages = chain([
    parse(RANGE),
    filter({ index: indexGauges(gauges), audit }),
    calibrate({ curves: new Map(gauges.map(({ name, curve }) => [name, curve])), limits: limitsOf(gauges), audit }),
  ]);
  const seen: Record<string, Seen[]> = {};
  for await (const batch of flow(asyncOf(chunks), stages)) {
    (seen[batch.gauge] ??= []).push(...seenIn(batch));
    batch.release?.();
  }
  const refused = rejects
    .filter(({ reason }) => reason === 'implausible')
    .map(({ source, line, reason, text, label, afterS }) => ({
      source: source.name,
      line,
      reason,
      text,
      label,
      afterS,
    }));
  return { seen, refused: refused.sort(byPlace), mended: mended.sort() };
}

function byPlace(a: { source: string; line: number }, b: { source: string; line: number }): number {
  return a.source === b.source ? a.line - b.line : a.source < b.source ? -1 : 1;
}

async function* asyncOf<T>(items: Iterable<T>): AsyncGenerator<T> {
  await Promise.resolve();
  yield* items;
}

function seenIn(batch: CalibratedBatch): Seen[] {
  const origins = new Origins(batch);
  return Array.from({ length: batch.count }, (_, row) => {
    const line = origins.lineOf(row);
    const isProvisional = batch.provisional?.includes(row) ?? false;
    return { source: origins.source.name, line, timeS: batch.timeS.get(row), tips: batch.tips.get(row), isProvisional };
  });
}

/** The same from the plain reference. */
function expected(files: readonly RawFile[], gauges: readonly WantedGauge[]): Outcome {
  const lines = files.flatMap((file) => parseFile(file, { nowS: NOW_S }));
  const ownerOf = ({ source, label }: ParsedLine): WantedGauge | undefined =>
    gauges.find(({ name, folder }) => (folderOf(source) ?? label) === (folderOf(source) === undefined ? name : folder));
  const all = gauges.map((one) => ({
    one,
    lines: onlyPlausible(
      lines.filter((line) => ownerOf(line) === one),
      one,
    ),
  }));
  const readings = all.map(({ one, lines: own }) => ({
    one,
    own: own.filter((line) => line.kind === 'reading'),
  }));
  const seen = readings
    .filter(({ own }) => own.length > 0)
    .map(({ one, own }) => [
      one.name,
      own.map(({ source, line, timeS, tips, isProvisional }) => ({ source, line, timeS, tips, isProvisional })),
    ]);
  const stampOf = new Map(
    lines.map((line) => [`${line.source} ${line.line}`, line.kind === 'reading' ? line.timeS : 0]),
  );
  const refused = all.flatMap(({ lines: own }) =>
    own.flatMap((line) =>
      line.kind === 'rejected' && line.reason === 'implausible'
        ? [
            {
              source: line.source,
              line: line.line,
              reason: line.reason,
              text: line.text,
              label: line.label!,
              afterS: stampOf.get(`${line.source} ${line.line}`),
            },
          ]
        : [],
    ),
  );
  const mended = readings.flatMap(({ one, own }) =>
    own.filter(({ isMended }) => isMended).map(({ source }) => `${one.name} ${source}`),
  );
  return { seen: Object.fromEntries(seen) as Outcome['seen'], refused: refused.sort(byPlace), mended: mended.sort() };
}

function chunksOf(files: readonly RawFile[], cut: number): SourceChunk[] {
  return files.flatMap(({ path, bytes }) =>
    piecesOf(
      { name: path, folder: folderOf(path) },
      bytes,
      Array.from({ length: 40 }, (_, i) => cut * (i + 1)),
    ),
  );
}

function parcels(files: readonly RawFile[]): Iterable<SourceChunk> {
  return joinedOf(files.map(({ path, bytes }) => ({ source: { name: path, folder: folderOf(path) }, bytes })));
}

const GAUGES = [
  gauge('A', { curve: { a: 0, b: 1, c: 0 } }),
  gauge('B', { intervalS: 300, maxMmPerMin: 20, tipMm: 0.5 }),
];
const BASE_S = 1_704_067_200;

/** Amounts around the limits of the steps below, and far beyond. */
const tips = fc.constantFrom(
  0,
  0,
  1,
  3,
  4,
  39,
  41,
  199,
  200,
  201,
  400,
  999,
  1000,
  1001,
  7_999,
  12_001,
  65_535,
  4_294_967_295,
);
const step = fc.constantFrom(-60, 0, 0, 1, 59, 60, 60, 60, 61, 300, 3600, 7200);
const line = fc.tuple(
  fc.constantFrom('A', 'A', 'B', 'C'),
  step,
  tips,
  fc.constantFrom('', ', 0, 12.2', ', ---, 12.2', ', 0, 12.2V'),
  fc.constantFrom('\n', '\n', '\r\n', '\r', '\n\n'),
);
const text = fc.tuple(fc.array(line, { maxLength: 9 }), fc.boolean()).map(([lines, isCut]) => {
  let timeS = BASE_S;
  const parts = lines.map(([label, stepS, count, rest, end]) => `${label}, ${(timeS += stepS)}, ${count}${rest}${end}`);
  const whole = parts.join('');
  return isCut ? whole.trimEnd() : whole;
});
const files = fc
  .uniqueArray(fc.tuple(fc.constantFrom('A/1', 'A/2', 'B/1', 'B/2', '1', '2', '3', 'C/1'), text), {
    maxLength: 6,
    selector: ([path]) => path,
  })
  .map((list) => list.map(([path, body]) => textFile(path, body)));

test('calibrate believes what the plain reference believes, whatever the chunking, alone or in parcels', async (t) => {
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 120 }), async (given, cut) => {
      const plain = expected(given, GAUGES);
      t.deepEqual(await calibrated(chunksOf(given, cut), GAUGES), plain);
      t.deepEqual(await calibrated(parcels(given), GAUGES), plain);
    }),
    { numRuns: 1000 },
  );
});

test('calibrate refuses counters and error codes, and keeps what may be rain', async (t) => {
  const minute = (i: number): number => BASE_S + 60 * i;
  const one = async (lines: string): Promise<number[]> => {
    const { seen } = await calibrated(parcels([textFile('A/a.txt', lines)]), GAUGES);
    return (seen['A'] ?? []).map((reading) => reading.tips);
  };
  const codes = ['4294967295', '65535', '7999', '201'].map((code, i) => `A, ${minute(i)}, ${code}, 0, 12.2\n`).join('');
  t.deepEqual(await one(`${codes}A, ${minute(9)}, 1, 0, 12.2\n`), [1]);
  // 40 mm in a minute, and 2,400 mm in an hour, are the most.
  t.deepEqual(await one(`A, ${minute(0)}, 200\nA, ${minute(1)}, 200\nA, ${minute(121)}, 12000\n`), [200, 200, 12_000]);
  t.deepEqual(await one(`A, ${minute(0)}, 1\nA, ${minute(1)}, 201\nA, ${minute(121)}, 12001\n`), [1]);
  // A minute logger that is a second late, and a first reading by the step to the next.
  t.deepEqual(await one(`A, ${minute(0)}, 200\nA, ${minute(1) + 1}, 203\nA, ${minute(2)}, 197\n`), [200, 203]);
  // Alone in its file: an hour.
  t.deepEqual(await one(`A, ${minute(0)}, 12000\n`), [12_000]);
  t.deepEqual(await one(`A, ${minute(0)}, 65535\n`), []);
});

test('calibrate goes by the gauge’s own limit and interval', async (t) => {
  const amounts = async (lines: string): Promise<number[]> => {
    const { seen } = await calibrated(parcels([textFile('B/b.txt', lines)]), [
      gauge('B', { intervalS: 300, maxMmPerMin: 20, tipMm: 0.5, curve: { a: 0, b: 1, c: 0 } }),
    ]);
    return (seen['B'] ?? []).map((reading) => reading.tips);
  };
  t.deepEqual(await amounts(`B, ${BASE_S}, 200\n`), [200]);
  t.deepEqual(await amounts(`B, ${BASE_S}, 201\n`), []);
  t.deepEqual(await amounts(`B, ${BASE_S}, 40\nB, ${BASE_S + 60}, 41\n`), [40]);
});

test('calibrate without an audit believes everything', async (t) => {
  const source = { name: 'a', folder: 'A' };
  const chunk: SourceChunk = { source, bytes: Buffer.from(`A, ${BASE_S}, 65535\n`), end: true };
  const silent = { read: () => undefined, filteredOut: () => undefined, foreignLabel: () => undefined };
  const audit = {
    ...silent,
    landed: () => undefined,
    provisional: () => undefined,
    rejected: () => undefined,
    mended: () => undefined,
  };
  const [one] = GAUGES;
  const stages = chain([
    parse(RANGE),
    filter({ index: indexGauges(GAUGES), audit }),
    calibrate({ curves: new Map([['A', one!.curve]]) }),
  ]);
  for await (const batch of flow(asyncOf([chunk]), stages)) t.is(batch.rainMm.get(0), 13_107);
});

test('calibrate holds no more than a reading where stamps stand still, and takes no longer than there are readings', async (t) => {
  const lines = Array.from({ length: 60_000 }, () => `A, ${BASE_S}, 9, 0, 12.2\n`).join('');
  const startMs = performance.now();
  const { seen, refused } = await calibrated(chunksOf([textFile('A/a.txt', lines)], 50_000), GAUGES);
  t.is(seen['A']!.length, 60_000);
  t.is(refused.length, 0);
  // Looking back over all of a batch from each of its rows would be minutes.
  t.true(performance.now() - startMs < 20_000);
});
