import type { Command } from 'commander';
import { CumulativeBySteps, type CumulativePage } from '../../analyses/cumulative.js';
import { MOST_DECIMALS, roundTo } from '../../analyses/series/rounding.js';
import { MINUTE_TABLE_WINDOWS_S, windowName } from '../../analyses/series/windows.js';
import type { Problem } from '../../config/settings.js';
import { parseDateTime, type TimeRange } from '../../domain/time/time.js';
import {
  durationS,
  durationsS,
  MIN_COVERAGE_FLAGS,
  minCoverageOf,
  numberOf,
  rainCommand,
  throwUsage,
  type RainOptions,
} from '../filters/rain-options.js';
import { analysed, type NamedGauge } from '../filters/rain-steps.js';
import { NumberTable } from '../filters/table-writer.js';
import { askedPeriod } from '../wiring/options/asked-period.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';

interface AccumulateOptions extends RainOptions {
  readonly every: string;
  readonly at?: string | undefined;
  readonly windows?: string | undefined;
  readonly minCoverage?: string | undefined;
  readonly decimals?: string | undefined;
  readonly coverage?: true | undefined;
}

/** `pluvio accumulate`: rain of windows that end at every minute, or another step. */
export function accumulateCommand(host: Host, exit: (code: number) => void): Command {
  return rainCommand('accumulate')
    .option('--every <duration>', 'a row every so often, on the clock', '1m')
    .option('--at <date>', 'instead: the one row of this moment, UTC')
    .option('--windows <durations>', 'windows, separated by commas (default: 5m,10m,30m,1h,2h,4h,12h,24h,48h,72h)')
    .option(MIN_COVERAGE_FLAGS, 'least observed part of a window, 0 to 1 (default: 1 up to 6 h, 0.95 above)')
    .option('--decimals <n>', 'decimals of mm, 0 to 6 (default: 6)')
    .option('--coverage', 'add a column for each window’s coverage')
    .action(async (files: string[], options: AccumulateOptions) => {
      const problems: Problem[] = [];
      const windowsS = options.windows
        ? durationsS('--windows', options.windows, problems)
        : [...MINUTE_TABLE_WINDOWS_S];
      const stepS = options.at === undefined ? durationS('--every', options.every, problems) : 1;
      const minCoverage = minCoverageOf(options.minCoverage, problems);
      const decimals = numberOf(
        '--decimals',
        options.decimals,
        { least: 0, most: MOST_DECIMALS, whole: true },
        problems,
      );
      const period =
        options.at === undefined ? askedPeriod(options, host.nowS(), problems) : momentOf(options, problems);
      const intervalS = options.interval ? durationS('--interval', options.interval, problems) : undefined;
      throwUsage(problems);
      const named: NamedGauge = { gauge: options.gauge };
      const analysis = new CumulativeBySteps(stepS, { windowsS, minCoverage });
      const pages = analysed(analysis, { files, options, period, intervalS }, named, host);
      const round = decimals === undefined ? (mm: number) => mm : (mm: number) => roundTo(mm, decimals);
      const output = options.ndjson
        ? new JsonPages(windowsS, named, host)
        : new CsvPages(windowsS, options.coverage ?? false, host);
      for await (const page of pages) {
        if (decimals !== undefined)
          for (const column of page.rainMm) for (let i = 0; i < page.count; i++) column[i] = round(column[i]!);
        await output.write(page);
      }
      await output.end();
      exit(0);
    });
}

/** The moment of `--at`, as a period of one second; what is wrong with it joins `problems`. */
function momentOf({ at, since, until }: AccumulateOptions, problems: Problem[]): TimeRange {
  const timeS = parseDateTime(at!);
  if (timeS === undefined) problems.push(`--at: "${at!}" is not a date; expected YYYY-MM-DD or YYYY-MM-DD HH:MM:SS`);
  if ((since ?? until) !== undefined) problems.push('--at: it is one moment; leave out --since and --until');
  return { startS: (timeS ?? 1) - 1, endS: timeS ?? 1 };
}

interface PageOutput {
  readonly write: (page: CumulativePage) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** `Timestamp,P5min,…`, and `C5min,…` where coverage is asked for. */
class CsvPages implements PageOutput {
  private readonly table: NumberTable;

  constructor(
    windowsS: readonly number[],
    private readonly withCoverage: boolean,
    host: Host,
  ) {
    const names = windowsS.map(windowName);
    const coverage = withCoverage ? names.map((name) => `C${name}`) : [];
    this.table = new NumberTable(['Timestamp', ...names.map((name) => `P${name}`), ...coverage], host);
  }

  async write({ grid, count, rainMm, coverage }: CumulativePage): Promise<void> {
    const times = Float64Array.from({ length: count }, (_, i) => grid.startS + i * grid.stepS);
    await this.table.write(count, [times, ...rainMm, ...(this.withCoverage ? coverage.map(shortened) : [])]);
    await this.table.flush();
  }

  end(): Promise<void> {
    return this.table.flush();
  }
}

/** Coverage with 6 decimals: in full it is a third with 16 of them. */
function shortened(coverage: Float64Array): Float64Array {
  return coverage.map((part) => Math.round(part * 1e6) / 1e6);
}

/** `{"gauge":…,"time":…,"rain_mm":{"5min":…},"coverage":{"5min":…}}`. */
class JsonPages implements PageOutput {
  private readonly names: readonly string[];

  constructor(
    windowsS: readonly number[],
    private readonly named: NamedGauge,
    private readonly host: Host,
  ) {
    this.names = windowsS.map(windowName);
  }

  async write({ grid, count, rainMm, coverage }: CumulativePage): Promise<void> {
    const gauge = JSON.stringify(this.named.gauge);
    const parts = coverage.map(shortened);
    const object = (columns: readonly Float64Array[], i: number): string =>
      this.names.map((name, w) => `"${name}":${orNull(columns[w]![i]!)}`).join(',');
    let text = '';
    for (let i = 0; i < count; i++)
      text += `{"gauge":${gauge},"time":${grid.startS + i * grid.stepS},"rain_mm":{${object(rainMm, i)}},"coverage":{${object(parts, i)}}}\n`;
    await writeOut(this.host, text);
  }

  end(): Promise<void> {
    return Promise.resolve();
  }
}

function orNull(value: number): string {
  return Number.isNaN(value) ? 'null' : String(value);
}
