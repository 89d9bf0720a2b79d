import { Command } from 'commander';
import { problemText, type Problem } from '../../config/settings.js';
import { PluvioError } from '../../domain/errors.js';
import { withPeriodOptions, type PeriodOptions } from '../wiring/options/asked-period.js';
import { parseDuration } from '../../domain/time/duration.js';
import { names } from '../wiring/options/options.js';

/** Options of every filter over a gauge's rain. */
export interface RainOptions extends PeriodOptions {
  readonly from?: string | undefined;
  readonly gauge?: string | undefined;
  readonly interval?: string | undefined;
  readonly ndjson?: true | undefined;
}

/** A command that reads a gauge's rain, from files, stdin or an output folder, and writes a table to stdout. */
export function rainCommand(name: string): Command {
  const command = new Command(name)
    .argument('[file...]', 'readings with rain_mm in time order, or - for stdin (default: stdin)')
    .option('--from <folder>', 'read a gauge’s published years from this output folder')
    .option('--gauge <name>', 'the gauge, where there are several');
  return withPeriodOptions(command)
    .option(
      '--interval <duration>',
      'the logger’s usual interval, where readings are read (default: their commonest step)',
    )
    .option('--ndjson', 'write JSON, one object per line, instead of CSV');
}

/** Seconds of a duration such as `90s`, `5m`, `5min`, `1h`; what is wrong with it joins `problems`. */
export function durationS(option: string, text: string, problems: Problem[]): number {
  const ms = parseDuration(text.replace(/min$/, 'm'));
  if (ms === undefined) problems.push(`${option}: "${text}" is not a duration; expected one like 90s, 5m, 1h or 1d`);
  return (ms ?? 60_000) / 1000;
}

/** Durations separated by commas. */
export function durationsS(option: string, text: string, problems: Problem[]): number[] {
  return names(text).map((one) => durationS(option, one, problems));
}

/** A number within bounds; what is wrong with it joins `problems`. */
export function numberOf(
  option: string,
  text: string | undefined,
  { least, most, whole = false }: { readonly least: number; readonly most: number; readonly whole?: boolean },
  problems: Problem[],
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const what = whole ? 'a whole number' : 'a number';
  problems.push(`${option}: "${text}" is not ${what} from ${least} to ${most}`);
  return undefined;
}

/** The part of a window that has to be observed; what is wrong with it joins `problems`. */
export function minCoverageOf(text: string | undefined, problems: Problem[]): number | undefined {
  return numberOf('--min-coverage', text, { least: 0, most: 1 }, problems);
}

export const MIN_COVERAGE_FLAGS = '--min-coverage <part>';

export function throwUsage(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new PluvioError('USAGE', problems.map(problemText).join('\n'));
}
