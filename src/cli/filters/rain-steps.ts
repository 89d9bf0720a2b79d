import { RunFinder } from '../../analyses/series/run-finder.js';
import { SeriesBuffer } from '../../analyses/series/series-buffer.js';
import type { SeriesStep, Stepwise } from '../../analyses/series/steps.js';
import { PluvioError } from '../../domain/errors.js';
import type { CalibratedBatch } from '../../domain/readings/reading.js';
import { yearOf, type TimeRange } from '../../domain/time/time.js';
import { gaugesIn, readGaugeRain, yearsOf } from '../../pipeline/network/gauge-series.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import type { Host } from '../host/host.js';
import { filterInput } from './adapter.js';
import type { RainOptions } from './rain-options.js';
import { StoredReadings } from './stages.js';

/** What a filter over a gauge's rain is about. */
export interface RainRequest {
  readonly files: readonly string[];
  readonly options: RainOptions;
  readonly period: TimeRange;
  /** Of `--interval`, seconds. */
  readonly intervalS: number | undefined;
}

/** The gauge that is read, known once its first reading is. */
export interface NamedGauge {
  gauge: string | undefined;
}

/**
 * What an analysis says of a gauge's rain, as soon as it can: of published years at once, of readings as they come, which
 * must be in time order. Memory: what the analysis still needs. Throws USAGE where it cannot be told which gauge is meant,
 * INPUT where readings are out of order.
 */
export async function* analysed<Item>(
  analysis: Stepwise<Item>,
  request: RainRequest,
  named: NamedGauge,
  host: Host,
): AsyncGenerator<Item, void, undefined> {
  const { options, files, period } = request;
  if (options.from !== undefined) {
    if (files.length > 0) throw new PluvioError('USAGE', 'Give files or --from, not both');
    yield* analysis.take(publishedStep(analysis.around, request, named));
    return;
  }
  const buffer = new SeriesBuffer(new RunFinder(request.intervalS));
  const step = (isEnd: boolean): SeriesStep => ({
    series: buffer.series,
    firstS: buffer.firstS,
    lastS: buffer.lastS,
    settledS: buffer.settledS,
    isEnd,
    period,
  });
  const readings = new StoredReadings(filterInput(files, host));
  for await (const batch of readings.calibrated()) {
    if (options.gauge !== undefined && batch.gauge !== options.gauge) continue;
    named.gauge ??= batch.gauge;
    if (batch.gauge !== named.gauge) throw several([named.gauge, batch.gauge]);
    addAll(buffer, batch);
    yield* analysis.take(step(false));
    buffer.dropBefore(analysis.neededFromS);
  }
  buffer.finish();
  yield* analysis.take(step(true));
}

/** A gauge's published years that a period asks for, as one step. */
function publishedStep(
  around: Stepwise<unknown>['around'],
  { options, period }: RainRequest,
  named: NamedGauge,
): SeriesStep {
  const from = options.from!;
  const out = openOutputFolder(from, { durable: false });
  named.gauge ??= onlyGauge(gaugesIn(out), from);
  const all = yearsOf(out, named.gauge);
  if (all.length === 0)
    throw new PluvioError(
      'INPUT',
      `There is no ${named.gauge} in ${from}; it holds ${gaugesIn(out).join(', ') || 'no published gauge'}`,
      { file: from, gauge: named.gauge },
    );
  const first = Number.isFinite(period.startS) ? yearOf(period.startS - around.beforeS) : -Infinity;
  const last = Number.isFinite(period.endS) ? yearOf(period.endS + around.afterS) : Infinity;
  const { series, firstS, lastS } = readGaugeRain(
    out,
    named.gauge,
    all.filter((year) => year >= first && year <= last),
  );
  return { series, firstS, lastS, settledS: lastS ?? -Infinity, isEnd: true, period };
}

/** The one gauge of a folder. Throws USAGE where there are several, INPUT where there is none. */
export function onlyGauge(gauges: readonly string[], from: string): string {
  if (gauges.length > 1) throw several(gauges);
  const [only] = gauges;
  if (only === undefined)
    throw new PluvioError('INPUT', `There is no published gauge in ${from}; pluvio run or init makes one`, {
      file: from,
    });
  return only;
}

function several(gauges: readonly string[]): PluvioError {
  return new PluvioError(
    'USAGE',
    `A table is of one gauge, and there are ${gauges.join(', ')}; choose with --gauge, such as --gauge ${gauges[0]!}`,
  );
}

function addAll(buffer: SeriesBuffer, batch: CalibratedBatch): void {
  const times = batch.timeS.data;
  const rain = batch.rainMm.data;
  for (let i = 0; i < batch.count; i++) {
    const timeS = times[i]!;
    if (buffer.lastS !== undefined && timeS <= buffer.lastS) {
      if (timeS === buffer.lastS && rain[i] === buffer.lastMm) continue;
      throw outOfOrder(batch, i, buffer.lastS);
    }
    buffer.add(timeS, rain[i]!);
  }
}

function outOfOrder({ source, firstLine, timeS }: CalibratedBatch, i: number, lastS: number): PluvioError {
  const line = firstLine + i;
  const found = timeS.data[i]!;
  const what = found === lastS ? `another reading is stamped ${found} too` : `${found} comes after ${lastS}`;
  return new PluvioError(
    'INPUT',
    `Cannot use ${source.name}, line ${line}: ${what}; put pluvio bucket before this, which sorts readings, one a stamp`,
    { file: source.name, line },
  );
}
