import type { SourceChunk } from '../../src/domain/readings/reading.js';
import { plainGauge, type WantedGauge } from '../../src/domain/network.js';
import { writeSeries } from '../../src/formats/csv/series-csv.js';
import { runPipeline } from '../../src/pipeline/run/run-pipeline.js';
import { WANTED } from '../job.js';
import { plainLoop } from './plain-loop.js';

const CHUNK_BYTES = 262_144;
const CURVE = { a: 0.0008, b: 1.0761, c: 0, tipMm: 0.2 };
const GAUGES: readonly WantedGauge[] = WANTED.map((name) => ({ ...plainGauge(name), curve: CURVE }));

/** What the whole pipeline and the plain loop took over the same bytes, seconds of CPU: the least of some rounds. */
export interface GuardTimes {
  readonly pipelineS: number;
  readonly plainS: number;
  readonly lines: number;
}

/**
 * The pipeline from bytes to the rows of both series, in memory, and the plain loop over the same bytes, in turn. CPU
 * time of this process, not the clock's, and the least of all rounds, so that a machine's other work shows little.
 */
export async function guardTimes(bytes: Uint8Array, rounds: number): Promise<GuardTimes> {
  let pipelineS = Infinity;
  let plainS = Infinity;
  let lines = 0;
  for (let round = 0; round <= rounds; round++) {
    const plain = await cpuSecondsOf(() => void (lines = plainLoop(bytes).lines));
    const pipeline = await cpuSecondsOf(() => runAll(bytes));
    // The first round warms both up.
    if (round === 0) continue;
    plainS = Math.min(plainS, plain);
    pipelineS = Math.min(pipelineS, pipeline);
  }
  return { pipelineS, plainS, lines };
}

async function cpuSecondsOf(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function runAll(bytes: Uint8Array): Promise<void> {
  const ignore = (): void => undefined;
  await runPipeline(chunksOf(bytes), {
    gauges: GAUGES,
    onYear: (year) => writeSeries(year, ignore, ignore),
  });
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<SourceChunk, void, undefined> {
  const source = { name: 'guard.txt', folder: undefined };
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    await Promise.resolve();
    const end = start + CHUNK_BYTES;
    yield { source, bytes: bytes.subarray(start, end), end: end >= bytes.length };
  }
}
