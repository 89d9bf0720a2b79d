import { column, type CalibratedBatch } from '../../../src/domain/readings/reading.js';

/** Dry readings of one gauge, a minute each from `firstS` on; their volts tell them apart. */
export function minuteBatch(firstS: number, count: number, voltsOf: (timeS: number) => number): CalibratedBatch {
  const timeS = Uint32Array.from({ length: count }, (_, i) => firstS + 60 * i);
  return {
    source: { name: `${firstS}.txt`, folder: 'Hydropolis' },
    gauge: 'Hydropolis',
    count,
    timeS: column(timeS, count),
    tips: column(new Uint32Array(count), count),
    wind: column(new Float64Array(count), count),
    battery: column(Float64Array.from(timeS, voltsOf), count),
    rainMm: column(new Float64Array(count), count),
    label: column(new Uint16Array(count), count),
    labels: ['Hydropolis'],
    offset: column(new Uint32Array(count), count),
    bytes: Buffer.from('\n'),
    firstLine: 1,
    rejects: [],
  };
}
