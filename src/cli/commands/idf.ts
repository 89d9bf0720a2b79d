import type { Command } from 'commander';
import { FEWEST_YEARS, idf, type Idf, type IdfOptions } from '../../analyses/idf.js';
import { eventRarity } from '../../analyses/idf/event-rarity.js';
import { rarityText } from '../../analyses/idf/return-period.js';
import type { RainSeries } from '../../analyses/series/series.js';
import { DEFAULT_EVENTS, events, type RainEvent } from '../../analyses/events.js';
import type { SeriesStep, Stepwise } from '../../analyses/series/steps.js';
import type { Cell } from '../../analyses/tables.js';
import { windowName, windowText } from '../../analyses/series/windows.js';
import { PluvioError } from '../../domain/errors.js';
import {
  depthCells,
  IDF_HEADER,
  idfCells,
  idfRefusal,
  idfRows,
  short,
  USUAL_IDF,
  type IdfRow,
} from '../../products/idf-table.js';
import { formatDateTime } from '../../domain/time/time.js';
import type { Problem } from '../../config/settings.js';
import { durationS, durationsS, numberOf, rainCommand, throwUsage, type RainOptions } from '../filters/rain-options.js';
import { analysed } from '../filters/rain-steps.js';
import { writeTable } from '../filters/table-writer.js';
import { askedPeriod } from '../wiring/options/asked-period.js';
import type { Host } from '../host/host.js';

interface IdfCommandOptions extends RainOptions {
  readonly windows?: string | undefined;
  readonly minCoverage?: string | undefined;
  readonly samples?: string | undefined;
  readonly seed?: string | undefined;
}

/** `pluvio idf`: annual maxima, return periods, Montana's coefficients. */
export function idfCommand(host: Host, exit: (code: number) => void): Command {
  return rainCommand('idf')
    .option('--windows <durations>', 'windows, separated by commas (default: 5m to 72h, 14 of them)')
    .option('--min-coverage <part>', 'least observed part of a year for its maximum to count (default: 0.9)')
    .option('--samples <n>', 'samples of the bootstrap behind the intervals (default: 200)')
    .option('--seed <n>', 'what it is seeded with (default: 1)')
    .action(async (files: string[], options: IdfCommandOptions) => {
      const problems: Problem[] = [];
      const whole = (option: string, text: string | undefined, most: number): number | undefined =>
        numberOf(option, text, { least: 1, most, whole: true }, problems);
      const settings: IdfOptions = {
        windowsS: options.windows ? durationsS('--windows', options.windows, problems) : USUAL_IDF.windowsS,
        leastCoverage:
          numberOf('--min-coverage', options.minCoverage, { least: 0, most: 1 }, problems) ?? USUAL_IDF.leastCoverage,
        samples: whole('--samples', options.samples, 10_000) ?? USUAL_IDF.samples,
        seed: whole('--seed', options.seed, 2 ** 31 - 1) ?? USUAL_IDF.seed,
      };
      const period = askedPeriod(options, host.nowS(), problems);
      const intervalS = options.interval ? durationS('--interval', options.interval, problems) : undefined;
      throwUsage(problems);
      const request = { files, options, period, intervalS };
      const rows = async function* (): AsyncGenerator<Cell[], void, undefined> {
        for await (const row of analysed(new WholeIdf(settings, host), request, { gauge: options.gauge }, host))
          yield idfCells(row);
      };
      await writeTable(IDF_HEADER, rows(), options.ndjson ?? false, host);
      exit(0);
    });
}

/** All of it is told at the end. */
class WholeIdf implements Stepwise<IdfRow> {
  readonly neededFromS = -Infinity;
  readonly around = { beforeS: 72 * 3600, afterS: 0 };

  constructor(
    private readonly settings: IdfOptions,
    private readonly host: Host,
  ) {}

  *take({ series, firstS, lastS, isEnd, period }: SeriesStep): Generator<IdfRow, void, undefined> {
    if (!isEnd) return;
    if (firstS === undefined || lastS === undefined)
      throw new PluvioError('INPUT', 'There is no reading to compute return periods from');
    const within = { firstS: Math.max(firstS, period.startS + 1), lastS: Math.min(lastS, period.endS) };
    const result = idf(series, within, this.settings);
    const refusal = idfRefusal(result, this.settings.leastCoverage);
    if (refusal !== undefined) this.host.stderr.write(`pluvio: ${refusal}\n`);
    yield* idfRows(result, this.settings.leastCoverage);
    if (result.usableYears >= FEWEST_YEARS) yield* lastEventRows(series, result, this.settings);
  }
}

/** How rare the last event was, window by window. */
function* lastEventRows(series: RainSeries, result: Idf, settings: IdfOptions): Generator<IdfRow, void, undefined> {
  let last: RainEvent | undefined;
  for (const event of events(series, DEFAULT_EVENTS)) last = event;
  if (!last) return;
  for (const found of eventRarity(series, last, result, { ...settings, fewestYears: FEWEST_YEARS })) {
    const { windowS, depthMm, years } = found;
    yield {
      ...{ Part: 'event', Method: 'gev-lmoments', Window: windowName(windowS), Return_period_y: short(years) },
      ...depthCells(windowS, depthMm),
      Low: short(found.lowY),
      High: short(found.highY),
      Note: `event of ${formatDateTime(last.startS)}: return period ${rarityText(found)} at ${windowText(windowS)}`,
    };
  }
}
