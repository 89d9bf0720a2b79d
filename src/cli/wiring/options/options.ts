import { Option } from 'commander';
import { FORMATS } from '../../../formats/registry.js';
import type { Problem } from '../../../config/settings.js';
import { DEFAULT_GAUGES, DEFAULT_MAX_MM_PER_MIN } from '../../../domain/network.js';
import { parseDateTime, yearStartS } from '../../../domain/time/time.js';

/** Options that several commands share, each defined once. */

export function gaugeOption(): Option {
  return new Option(
    '--gauge <names>',
    `gauges wanted, separated by commas (default: those of the gauges table, or ${DEFAULT_GAUGES.join(',')}) [env: GAUGES]`,
  ).argParser(names);
}

export function calibOption(): Option {
  return new Option('--calib <file>', 'calibration table: pluvio,a,b,c [env: CALIB_FILE]');
}

export function gaugesOption(): Option {
  return new Option(
    '--gauges <file>',
    'gauges table: gauge,from,folder,aliases,lon,lat,tip_mm,interval_s,max_mm_min,format,model,serial [env: GAUGES_FILE]',
  );
}

export function interventionsOption(): Option {
  return new Option(
    '--interventions <file>',
    'table of interventions: gauge,from,to,kind,who,note [env: INTERVENTIONS_FILE]',
  );
}

export function maxMmPerMinOption(): Option {
  return new Option(
    '--max-mm-per-min <mm>',
    `more rain is not believed, mm a minute of a reading’s interval (default: ${DEFAULT_MAX_MM_PER_MIN}, or the gauges table)`,
  );
}

export function formatOption(): Option {
  return new Option(
    '--format <names>',
    'formats of the raw files: a name or the file of a description, or several, told by content (default: network; see pluvio help formats)',
  ).argParser(names);
}

export function uncalibratedOption(): Option {
  return new Option('--uncalibrated', 'let a gauge without calibration be tips × tip depth');
}

export function notBeforeOption(): Option {
  return new Option('--not-before <date>', 'earlier stamps are clock faults (default: 2005-01-01)');
}

export function settleOption(): Option {
  return new Option(
    '--settle <duration>',
    'a raw file younger than this, by the server’s clock, is neither copied nor deleted (default: 60s; 0: none is too young) [env: FTP_SETTLE]',
  );
}

export function formatsOption(): Option {
  const known = FORMATS.map(({ name }) => name).join(', ');
  return new Option(
    '--formats <names>',
    `formats made beside the CSV files: ${known} (default: mtx, always made)`,
  ).argParser(names);
}

export function fillOption(): Option {
  return new Option(
    '--fill <na|none>',
    'na: a CSV row for every minute, na where nothing was received (default: as published)',
  );
}

export function yearOption(): Option {
  return new Option('--year <year>', 'the UTC year of the matrix');
}

/** Stamps before this are a logger whose clock was not set. */
const DEFAULT_NOT_BEFORE_S = yearStartS(2005);

/** Unix seconds of `--not-before`; what is wrong with it joins `problems`. */
export function notBefore({ notBefore: text }: { notBefore?: string | undefined }, problems: Problem[]): number {
  if (text === undefined) return DEFAULT_NOT_BEFORE_S;
  const timeS = parseDateTime(text);
  if (timeS === undefined) problems.push(`--not-before: "${text}" is not a date; expected YYYY-MM-DD`);
  return timeS ?? DEFAULT_NOT_BEFORE_S;
}

/** The year of `--year`; what is wrong with it joins `problems`. */
export function yearOf(text: string | undefined, problems: Problem[]): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{4}$/.test(text) && Number(text) >= 1970 && Number(text) <= 2105) return Number(text);
  problems.push(`--year: "${text}" is not a year; expected 1970 to 2105`);
  return undefined;
}

export function names(value: string): string[] {
  return value.split(',').map((name) => name.trim());
}
