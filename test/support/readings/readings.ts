import type { ReadingBatch, Reject, Source, SourceChunk } from '../../../src/domain/readings/reading.js';

/** A reading as an object: what tests compare. */
export interface PlainReading {
  readonly timeS: number;
  readonly tips: number;
  readonly wind: number;
  readonly battery: number;
  readonly label: string;
}

export function plainReadings(batches: readonly ReadingBatch[]): PlainReading[] {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.count }, (_, i) => ({
      timeS: batch.timeS.get(i),
      tips: batch.tips.get(i),
      wind: batch.wind.get(i),
      battery: batch.battery.get(i),
      label: batch.labels[batch.label.get(i)]!,
    })),
  );
}

export function rejectsOf(batches: readonly ReadingBatch[]): Pick<Reject, 'line' | 'reason' | 'text' | 'label'>[] {
  return batches.flatMap(({ rejects }) =>
    rejects.map(({ line, reason, text, label }) => ({ line, reason, text, label })),
  );
}

/** Places, among all readings of the batches, of the rows that each batch names. */
export function placesOf(batches: readonly ReadingBatch[], kind: 'mended' | 'provisional'): number[] {
  let before = 0;
  return batches.flatMap((batch) => {
    const places = (batch[kind] ?? []).map((row) => before + row);
    before += batch.count;
    return places;
  });
}

/** Bytes cut at the given positions, as the pieces of one source. */
export function piecesOf(source: Source, bytes: Uint8Array, cuts: readonly number[]): SourceChunk[] {
  const ends = [...new Set([...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])].sort((a, b) => a - b);
  const chunks = ends.map((end, i) => ({ source, bytes: bytes.slice(i === 0 ? 0 : ends[i - 1], end), end: false }));
  return [...chunks, { source, bytes: new Uint8Array(0), end: true }];
}
