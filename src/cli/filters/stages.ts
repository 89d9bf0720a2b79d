import type { SourceChunk, YearBucket } from '../../domain/readings/reading.js';
import { PluvioError } from '../../domain/errors.js';
import { column, type CalibratedBatch } from '../../domain/readings/reading.js';
import { flow } from '../../../streams/highland.js';
import { bucket } from '../../../streams/index.js';
import type { Spill } from '../../../streams/kernels/partition/spill.js';
import { readRows } from './read-rows.js';
import type { StoredBatch } from './rows.js';

/** Readings between filters, batch by batch; notes whether they carry calibrated rain. */
export class StoredReadings {
  withRain = false;

  constructor(
    private readonly chunks: AsyncIterable<SourceChunk>,
    private readonly nameOf: (gauge: string) => string = (gauge) => gauge,
  ) {}

  async *batches(): AsyncGenerator<StoredBatch, void, undefined> {
    for await (const batches of readRows(this.chunks, this.nameOf)) {
      for (const batch of batches) {
        this.withRain = batch.rainMm !== undefined;
        yield batch;
      }
    }
  }

  /** With rain; throws INPUT where it was not calibrated. */
  async *calibrated(): AsyncGenerator<CalibratedBatch, void, undefined> {
    for await (const batch of this.batches()) {
      if (!batch.rainMm) {
        throw new PluvioError(
          'INPUT',
          `Cannot use ${batch.source.name}: it has no column rain_mm; put pluvio calibrate before this`,
          { file: batch.source.name },
        );
      }
      yield { ...batch, rainMm: batch.rainMm };
    }
  }

  /** With the rain they have, or none. */
  async *anyRain(): AsyncGenerator<CalibratedBatch, void, undefined> {
    for await (const batch of this.batches())
      yield { ...batch, rainMm: batch.rainMm ?? column(new Float64Array(batch.count), batch.count) };
  }
}

/** Readings, calibrated or not, → years in order, one reading per stamp. */
export function bucketed(
  batches: AsyncIterable<CalibratedBatch>,
  spill: Spill,
): AsyncGenerator<YearBucket, void, undefined> {
  return flow(batches, bucket({ spill, audit: { landed: () => undefined, provisional: () => undefined } }));
}
