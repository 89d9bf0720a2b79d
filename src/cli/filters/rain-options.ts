import { Command } from 'commander';
import { PluvioError } from '../../domain/errors.js';
import { parseDateTime, type TimeRange } from '../../domain/time.js';
import { parseDuration } from '../duration.js';
import { names } from '../options.js';

/** Options of every filter over a gauge's rain. */
export interface RainOptions {
  readonly from?: string | undefined;
  readonly gauge?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly interval?: string | undefined;
  readonly ndjson?: true | undefined;
}

/** A command that reads a gauge's rain, from files, stdin or an output folder, and writes a table to stdout. */
export function rainCommand(name: string): Command {
  return new Command(name)
    .argument('[file...]', 'readings with rain_mm in time order, or - for stdin (default: stdin)')
    .option('--from <folder>', 'read a gauge’s published years from this output folder')
    .option('--gauge <name>', 'the gauge, where there are several')
    .option('--since <date>', 'from this moment on, UTC: YYYY-MM-DD[ HH:MM:SS]')
    .option('--until <date>', 'until this moment, UTC')
    .option(
      '--interval <duration>',
      'the logger’s usual interval, where readings are read (default: their commonest step)',
    )
    .option('--ndjson', 'write JSON, an object a line, instead of CSV');
}

/** What `--since` and `--until` ask for; what is wrong with them joins `problems`. */
export function periodOf({ since, until }: RainOptions, problems: string[]): TimeRange {
  const read = (name: string, text: string | undefined, otherwise: number): number => {
    if (text === undefined) return otherwise;
    const timeS = parseDateTime(text);
    if (timeS === undefined)
      problems.push(`--${name}: "${text}" is not a date; expected YYYY-MM-DD or YYYY-MM-DD HH:MM:SS`);
    return timeS ?? otherwise;
  };
  const period = { startS: read('since', since, -Infinity), endS: read('until', until, Infinity) };
  if (period.startS >= period.endS) problems.push(`--until: "${until!}" is not after --since "${since!}"`);
  return period;
}

/** Seconds of a duration such as `90s`, `5m`, `5min`, `1h`; what is wrong with it joins `problems`. */
export function durationS(option: string, text: string, problems: string[]): number {
  const ms = parseDuration(text.replace(/min$/, 'm'));
  if (ms === undefined) problems.push(`${option}: "${text}" is not a duration; expected one like 90s, 5m, 1h or 1d`);
  return (ms ?? 60_000) / 1000;
}

/** Durations separated by commas. */
export function durationsS(option: string, text: string, problems: string[]): number[] {
  return names(text).map((one) => durationS(option, one, problems));
}

/** A number within bounds; what is wrong with it joins `problems`. */
export function numberOf(
  option: string,
  text: string | undefined,
  { least, most, whole = false }: { readonly least: number; readonly most: number; readonly whole?: boolean },
  problems: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const what = whole ? 'a whole number' : 'a number';
  problems.push(`${option}: "${text}" is not ${what} from ${least} to ${most}`);
  return undefined;
}

/** The part of a window that has to be observed; what is wrong with it joins `problems`. */
export function minCoverageOf(text: string | undefined, problems: string[]): number | undefined {
  return numberOf('--min-coverage', text, { least: 0, most: 1 }, problems);
}

export const MIN_COVERAGE_FLAGS = '--min-coverage <part>';

export function throwUsage(problems: readonly string[]): void {
  if (problems.length > 0) throw new PluvioError('USAGE', problems.join('\n'));
}
