/** What the package gives to programs; docs/library.md shows how to use it. */

export { runPipeline, type Accounting, type RunPipelineOptions } from './pipeline/run-pipeline.js';

export { parse, type ParseOptions } from '../streams/parse.js';
export { filter, type FilterOptions } from '../streams/filter.js';
export { calibrate, type CalibrateOptions } from '../streams/calibrate.js';
export { bucket, type BucketOptions } from '../streams/bucket.js';
export { triplets } from '../streams/triplets.js';
export { collect, finish, pipeline, type PipelineOptions } from '../streams/index.js';
export { chain, expand, flow, type Flow, type Stage } from '../streams/highland.js';
export { memorySpill, type Spill } from '../streams/kernels/spill.js';

export * from './domain/reading.js';
export type { Audit, Tally } from './domain/audit.js';
export {
  indexGauges,
  plainGauge,
  type Curve,
  type Gauge,
  type GaugeIndex,
  type WantedGauge,
} from './domain/network.js';
export { uncalibrated } from './calibration/curve.js';
export { readCalibration, type CalibrationRow } from './calibration/read-calibration.js';
export { readGauges } from './config/gauges-table.js';
export { writeMatrixMarket, type MatrixColumn } from './formats/matrix-market.js';
export { writeSeries } from './formats/series-csv.js';
export { PluvioError, ERROR_CODES, type ErrorCode } from './domain/errors.js';
