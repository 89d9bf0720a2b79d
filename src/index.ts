/** What the package gives to programs; docs/library.md shows how to use it. */

export { runCommandLine, type CommandLineOptions } from './cli/run-command-line.js';
export { runPipeline, type Accounting, type RunPipelineOptions } from './pipeline/run/run-pipeline.js';

export { parse, type ParseOptions } from '../streams/parse.js';
export { filter, type FilterOptions } from '../streams/filter.js';
export { calibrate, type CalibrateOptions } from '../streams/calibrate.js';
export { triplets } from '../streams/triplets.js';
export {
  bucket,
  collect,
  finish,
  pipeline,
  type BucketOptions,
  type CollectOptions,
  type PipelineOptions,
} from '../streams/index.js';
export type { BetweenOptions, ShownOptions } from '../streams/own.js';
export { chain, expand, flow, type Flow, type Stage } from '../streams/highland.js';
export { memorySpill, type Spill } from '../streams/kernels/partition/spill.js';

export * from './domain/readings/reading.js';
export { REJECT_REASONS } from './raw/reasons.js';
export type { HalfReading } from './domain/readings/half.js';
export type { Audit, Tally } from './domain/readings/audit.js';
export type { ByteSink } from './domain/storage/sink.js';
export type { TimeRange } from './domain/time/time.js';
export type { Counter, ForeignLabel } from './pipeline/books/ledger.js';
export type { PartitionOptions, ProvisionalLog, YearLog } from '../streams/partition.js';
export type { SettleOptions } from '../streams/settle.js';
export type { RefusedLine } from './raw/network-line/half-line.js';
export type { RainAudit } from '../streams/kernels/calibrate/plausible-rain.js';
export {
  indexGauges,
  plainGauge,
  type Curve,
  type Gauge,
  type GaugeIndex,
  type RainLimit,
  type WantedGauge,
} from './domain/network.js';
export { uncalibrated } from './calibration/curve.js';
export { readCalibration, type CalibrationRow } from './calibration/read-calibration.js';
export { readGauges } from './config/gauges-table.js';
export { readInterventions, type Intervention, type InterventionKind } from './config/interventions-table.js';
export { curvesOverTime, historyOf, type CurveSince } from './calibration/gauge-history.js';
export type { Calibration, DatedCurve, RainHistory, UnknownPeriod } from './domain/history/rain-history.js';
export { writeMatrixMarket, type MatrixColumn } from './formats/mtx/matrix-market.js';
export { writeSeries, type SeriesBuffers } from './formats/csv/series-csv.js';
export { PluvioError, ERROR_CODES, type ErrorCode, type ErrorDetails } from './domain/errors.js';
