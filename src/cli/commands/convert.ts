import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { PluvioError } from '../../domain/errors.js';
import { parseDateTime, type TimeRange } from '../../domain/time.js';
import { FORMATS } from '../../formats/registry.js';
import { convert } from '../../pipeline/convert.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import type { Host } from '../host.js';
import { writeOut } from '../output.js';
import { ownVersion } from '../version.js';
import { names } from '../options.js';
import { readFill } from './shared.js';

interface ConvertCommandOptions {
  readonly formats: readonly string[];
  readonly out: string;
  readonly gauge?: readonly string[];
  readonly since?: string;
  readonly until?: string;
  readonly fill?: string;
}

const CSV = 'csv';

/** `pluvio convert`: our outputs to other formats. */
export function convertCommand(host: Host): Command {
  const known = [CSV, ...FORMATS.map(({ name }) => name)];
  return new Command('convert')
    .description('make other formats of outputs: of a gauge, of a period, of the network')
    .argument('<file...>', 'files made by pluvio, or folders of them (their concatenated series)')
    .requiredOption('--formats <names>', `formats to make: ${known.join(',')}`, names)
    .requiredOption('--out <folder>', 'folder for what is made')
    .option('--gauge <names>', 'gauges wanted, separated by commas (default: all)', names)
    .option('--since <date>', 'first stamp wanted, UTC: YYYY-MM-DD[ HH:MM:SS]')
    .option('--until <date>', 'stamps before this, UTC')
    .option('--fill <na|none>', 'na: CSV rows for every minute')
    .action(async (files: string[], options: ConvertCommandOptions) => {
      const problems: string[] = [];
      for (const name of options.formats)
        if (!known.includes(name))
          problems.push(`--formats: there is no format "${name}"; the formats are ${known.join(',')}`);
      const period = {
        startS: dateOf('since', options, 0, problems),
        endS: dateOf('until', options, Infinity, problems),
      };
      const fill = readFill(options, problems);
      if (problems.length > 0) throw new PluvioError('USAGE', problems.join('\n'));
      const made = await convert(files.flatMap(inputsOf), {
        formats: FORMATS.filter(({ name }) => options.formats.includes(name)),
        csv: options.formats.includes(CSV),
        fill,
        gauges: options.gauge,
        period,
        out: openOutputFolder(options.out, { durable: false }),
        version: ownVersion(),
      });
      for (const file of made) await writeOut(host, `${file}\n`);
    });
}

function dateOf(
  name: 'since' | 'until',
  options: ConvertCommandOptions,
  otherwise: TimeRange['startS'],
  problems: string[],
): number {
  const text = options[name];
  if (text === undefined) return otherwise;
  const timeS = parseDateTime(text);
  if (timeS === undefined)
    problems.push(`--${name}: "${text}" is not a date; expected YYYY-MM-DD or YYYY-MM-DD HH:MM:SS`);
  return timeS ?? otherwise;
}

/** A file itself; of a folder, the concatenated series in and below it. */
function inputsOf(argument: string): string[] {
  if (!fs.statSync(argument, { throwIfNoEntry: false })?.isDirectory()) return [argument];
  const found = fs.readdirSync(argument, { recursive: true, encoding: 'utf8' });
  const series = found.filter((file) => /_concatenated_\d{4}\.csv$/.test(file)).sort();
  if (series.length > 0) return series.map((file) => path.join(argument, file));
  const why = `Cannot convert ${argument}: there is no <gauge>_concatenated_<year>.csv in it; name the files themselves`;
  throw new PluvioError('INPUT', why, { file: argument });
}
