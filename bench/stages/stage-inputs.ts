import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { indexGauges, plainGauge } from '../../src/domain/network.js';
import type {
  CalibratedBatch,
  GaugeBatch,
  ReadingBatch,
  SourceChunk,
  YearBucket,
} from '../../src/domain/readings/reading.js';
import { Ledger } from '../../src/pipeline/books/ledger.js';
import { flow, type Stage } from '../../streams/highland.js';
import { stretch } from '../../streams/index.js';
import { memorySpill, type Spill } from '../../streams/kernels/partition/spill.js';
import type { YearLog } from '../../streams/partition.js';
import { WANTED } from '../job.js';

const CHUNK_BYTES = 262_144;
const CURVES = new Map(WANTED.map((gauge) => [gauge as string, { a: 0.0008, b: 1.0761, c: 0, tipMm: 0.2 }]));

/** The stages as the pipeline sets them up for the job; each call gives a fresh one. */
export const STAGES = {
  parse: () => stretch('parse', 'filter')({ notBeforeS: 0, notAfterS: 0xffffffff }),
  filter: () => stretch('filter', 'calibrate')({ index: indexGauges(WANTED.map(plainGauge)), audit: ledger() }),
  calibrate: () => stretch('calibrate', 'partition')({ curves: CURVES }),
  partition: (spill: Spill = memorySpill()) => stretch('partition', 'settle')({ spill, audit: ledger() }),
  settle: (spill: Spill) => stretch('settle', 'triplets')({ spill }),
};

function ledger(): Ledger {
  return new Ledger(() => undefined);
}

/** What each stage takes, in memory, made once by the stages before it. */
export interface StageInputs {
  readonly bytes: Uint8Array;
  readonly chunks: readonly SourceChunk[];
  readonly parsed: readonly ReadingBatch[];
  readonly filtered: readonly GaugeBatch[];
  readonly calibrated: readonly CalibratedBatch[];
  readonly logs: readonly YearLog[];
  /** Where the logs lie. */
  readonly spill: ReturnType<typeof memorySpill>;
  /** One gauge's year. */
  readonly bucket: YearBucket;
}

/** Reads every raw file of a folder into memory, and carries it through the stages. */
export async function stageInputs(folder: string): Promise<StageInputs> {
  const files = readdirSync(folder).sort();
  const contents = files.map((name) => readFileSync(join(folder, name)));
  const chunks = files.flatMap((name, i) => chunksOf(name, contents[i]!));
  const parsed = (await collect(chunks, STAGES.parse())).map(kept);
  const filtered = await collect(parsed, STAGES.filter());
  const calibrated = await collect(filtered, STAGES.calibrate());
  const spill = memorySpill();
  const logs = await collect(calibrated, STAGES.partition(spill));
  const [bucket] = await collect(logs.slice(0, 1), STAGES.settle(spill));
  return { bytes: Buffer.concat(contents), chunks, parsed, filtered, calibrated, logs, spill, bucket: bucket! };
}

function chunksOf(name: string, bytes: Uint8Array): SourceChunk[] {
  const source = { name, folder: undefined };
  const starts = Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, i) => i * CHUNK_BYTES);
  return starts.map((start) => ({
    source,
    bytes: bytes.subarray(start, start + CHUNK_BYTES),
    end: start + CHUNK_BYTES >= bytes.length,
  }));
}

/** A batch that nobody gives back: its columns stay as they are. */
function kept(batch: ReadingBatch): ReadingBatch {
  const { release, ...rest } = batch;
  return release ? rest : batch;
}

/** Items as a source of a flow. */
export async function* asSource<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  await Promise.resolve();
  yield* items;
}

async function collect<In, Out>(items: Iterable<In>, stage: Stage<In, Out>): Promise<Out[]> {
  const out: Out[] = [];
  for await (const item of flow(asSource(items), stage)) out.push(item);
  return out;
}

/** Runs a stage over items, dropping what it gives (and giving batches back, as the pipeline's end does). */
export async function drain<In, Out>(items: Iterable<In>, stage: Stage<In, Out>): Promise<void> {
  for await (const item of flow(asSource(items), stage)) (item as { release?: () => void }).release?.();
}
