import type { Command } from 'commander';
import { FEWEST_YEARS, idf, IDF_METHODS, type Idf } from '../../analyses/idf.js';
import { eventRarity } from '../../analyses/idf/event-rarity.js';
import { rarityText } from '../../analyses/idf/return-period.js';
import { roundTo } from '../../analyses/rounding.js';
import type { RainSeries } from '../../analyses/series.js';
import { DEFAULT_EVENTS, events, type RainEvent } from '../../analyses/events.js';
import type { SeriesStep, Stepwise } from '../../analyses/steps.js';
import type { Cell } from '../../analyses/tables.js';
import { WINDOWS_S, windowName, windowText } from '../../analyses/windows.js';
import { PluvioError } from '../../domain/errors.js';
import { formatDateTime } from '../../domain/time.js';
import type { Problem } from '../../config/settings.js';
import { durationS, durationsS, numberOf, rainCommand, throwUsage, type RainOptions } from '../filters/rain-options.js';
import { analysed } from '../filters/rain-steps.js';
import { writeTable } from '../filters/table-writer.js';
import { askedPeriod } from '../asked-period.js';
import type { Host } from '../host.js';

interface IdfCommandOptions extends RainOptions {
  readonly windows?: string | undefined;
  readonly minCoverage?: string | undefined;
  readonly samples?: string | undefined;
  readonly seed?: string | undefined;
}

const HEADER = [
  ...['Part', 'Method', 'Window', 'Year', 'Return_period_y', 'Depth', 'Intensity', 'Low', 'High'],
  ...['Location', 'Scale', 'Shape', 'A', 'B', 'Coverage', 'Note'],
] as const;
type Row = Partial<Record<(typeof HEADER)[number], Cell>>;

interface Settings {
  readonly windowsS: readonly number[];
  readonly leastCoverage: number;
  readonly samples: number;
  readonly seed: number;
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
      const settings: Settings = {
        windowsS: options.windows ? durationsS('--windows', options.windows, problems) : WINDOWS_S,
        leastCoverage: numberOf('--min-coverage', options.minCoverage, { least: 0, most: 1 }, problems) ?? 0.9,
        samples: whole('--samples', options.samples, 10_000) ?? 200,
        seed: whole('--seed', options.seed, 2 ** 31 - 1) ?? 1,
      };
      const period = askedPeriod(options, host.nowS(), problems);
      const intervalS = options.interval ? durationS('--interval', options.interval, problems) : undefined;
      throwUsage(problems);
      const request = { files, options, period, intervalS };
      const rows = async function* (): AsyncGenerator<Cell[], void, undefined> {
        for await (const row of analysed(new WholeIdf(settings, host), request, { gauge: options.gauge }, host))
          yield HEADER.map((name) => row[name] ?? '');
      };
      await writeTable(HEADER, rows(), options.ndjson ?? false, host);
      exit(0);
    });
}

/** All of it is told at the end. */
class WholeIdf implements Stepwise<Row> {
  readonly neededFromS = -Infinity;
  readonly around = { beforeS: 72 * 3600, afterS: 0 };

  constructor(
    private readonly settings: Settings,
    private readonly host: Host,
  ) {}

  *take({ series, firstS, lastS, isEnd, period }: SeriesStep): Generator<Row, void, undefined> {
    if (!isEnd) return;
    if (firstS === undefined || lastS === undefined)
      throw new PluvioError('INPUT', 'There is no reading to compute return periods from');
    const within = { firstS: Math.max(firstS, period.startS + 1), lastS: Math.min(lastS, period.endS) };
    const result = idf(series, within, this.settings);
    if (result.usableYears < FEWEST_YEARS) this.host.stderr.write(`pluvio: ${refusal(result, this.settings)}\n`);
    yield* maximaRows(result, this.settings);
    yield* fitRows(result);
    if (result.usableYears >= FEWEST_YEARS) yield* lastEventRows(series, result, this.settings);
  }
}

function refusal({ maxima, usableYears }: Idf, { leastCoverage }: Settings): string {
  const short = maxima.find(({ years }) => years.filter(({ isUsed }) => isUsed).length === usableYears)!;
  const left = short.years.filter(({ isUsed }) => !isUsed);
  const which = left.map(({ year, coverage }) => `${year} (${Math.floor(coverage * 100)} %)`).join(', ');
  return (
    `no GEV and no GPD: ${usableYears} usable years of ${windowName(short.windowS)} maxima, and at least ${FEWEST_YEARS} are needed; ` +
    `SMEV answers from all events` +
    (which === '' ? '' : `. Observed less than ${Math.round(leastCoverage * 100)} %, or dry: ${which}`)
  );
}

function* maximaRows({ maxima }: Idf, { leastCoverage }: Settings): Generator<Row, void, undefined> {
  for (const { windowS, years } of maxima)
    for (const { year, rainMm, endS, coverage, isUsed } of years)
      yield {
        Part: 'maximum',
        Window: windowName(windowS),
        Year: year,
        ...depthCells(windowS, rainMm),
        Coverage: Math.floor(coverage * 1e4 + 1e-9) / 1e4,
        Note: isUsed
          ? `until ${formatDateTime(endS!)}`
          : coverage < leastCoverage
            ? `left out: observed less than ${leastCoverage}`
            : 'left out: no rain',
      };
}

function* fitRows({ fits, montana }: Idf): Generator<Row, void, undefined> {
  for (const { method, windowS, location, scale, shape, levels } of fits) {
    const head = { Method: method, Window: windowName(windowS) };
    const Note = IDF_METHODS[method];
    yield { Part: 'fit', ...head, Location: short(location), Scale: short(scale), Shape: short(shape), Note };
    for (const { years, depthMm, lowMm, highMm } of levels)
      yield {
        ...{ Part: 'quantile', ...head, Return_period_y: years, ...depthCells(windowS, depthMm) },
        ...(Number.isNaN(lowMm) ? {} : { Low: roundTo(lowMm, 3), High: roundTo(highMm, 3) }),
      };
  }
  for (const { method, range, years, a, b } of montana)
    yield { Part: 'montana', Method: method, Window: range, Return_period_y: years, A: short(a), B: short(b) };
}

/** How rare the last event was, window by window. */
function* lastEventRows(series: RainSeries, result: Idf, settings: Settings): Generator<Row, void, undefined> {
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

function depthCells(windowS: number, depthMm: number): Row {
  return { Depth: roundTo(depthMm, 3), Intensity: roundTo((depthMm * 3600) / windowS, 3) };
}

/** 6 significant digits. */
function short(value: number): number {
  return Number(value.toPrecision(6));
}
