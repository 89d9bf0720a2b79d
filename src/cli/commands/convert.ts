import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { PluvioError } from '../../domain/errors.js';
import { OUTPUT_FORMATS } from '../../formats/registry.js';
import { convert, type ConvertOptions } from '../../pipeline/convert/convert.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import { StoredFileOnDisk } from '../../stores/stored-file.js';
import { askedPeriod, stampsOf, withPeriodOptions, type PeriodOptions } from '../wiring/options/asked-period.js';
import { convertToStdout } from '../wiring/output/convert-to-stdout.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';
import { ownVersion } from '../version.js';
import { names } from '../wiring/options/options.js';
import { readFill } from '../wiring/options/shared.js';

interface ConvertCommandOptions extends PeriodOptions {
  readonly formats: readonly string[];
  readonly out: string;
  readonly gauge?: readonly string[];
  readonly fill?: string;
}

const STDOUT = '-';

/** `pluvio convert`: our outputs to other formats. */
export function convertCommand(host: Host): Command {
  const known = OUTPUT_FORMATS.map(({ name }) => name);
  const command = new Command('convert')
    .description('make other formats of outputs: of a gauge, of a period, of the network')
    .argument('<file...>', 'files made by pluvio, or folders of them (their concatenated series)')
    .requiredOption('--formats <names>', `formats to make: ${known.join(',')}`, names)
    .requiredOption('--out <folder>', 'folder for what is made; - writes one format to stdout')
    .option('--gauge <names>', 'gauges wanted, separated by commas (default: all)', names);
  return withPeriodOptions(command)
    .option('--fill <na|none>', 'na: CSV rows for every minute of the period')
    .action(async (files: string[], options: ConvertCommandOptions) => {
      const problems: string[] = [];
      for (const name of options.formats)
        if (!known.includes(name))
          problems.push(`--formats: there is no format "${name}"; the formats are ${known.join(',')}`);
      if (options.out === STDOUT && options.formats.length !== 1)
        problems.push(`--out -: one format goes to stdout, and --formats names ${options.formats.length}`);
      const period = stampsOf(askedPeriod(options, host.nowS(), problems));
      const fill = readFill(options, problems);
      if (problems.length > 0) throw new PluvioError('USAGE', problems.join('\n'));
      const inputs = files.flatMap((file) => inputsOf(file, options.out)).map((file) => new StoredFileOnDisk(file));
      const wanted: Omit<ConvertOptions, 'out'> = {
        formats: OUTPUT_FORMATS.filter(({ name }) => options.formats.includes(name)),
        fill,
        gauges: options.gauge,
        period,
        version: ownVersion(),
      };
      if (options.out === STDOUT) return convertToStdout(inputs, wanted, host);
      const made = await convert(inputs, { ...wanted, out: openOutputFolder(options.out, { durable: false }) });
      for (const file of made) await writeOut(host, `${file}\n`);
    });
}

/** A file itself; of a folder, the concatenated series in and below it, but for those of the folder that is written. */
function inputsOf(argument: string, out: string): string[] {
  if (!fs.statSync(argument, { throwIfNoEntry: false })?.isDirectory()) return [argument];
  const found = fs.readdirSync(argument, { recursive: true, encoding: 'utf8' });
  const own = path.relative(argument, out);
  const isInside = own !== '' && !own.startsWith('..') && !path.isAbsolute(own);
  const series = found
    .filter((file) => /_concatenated_\d{4}\.csv$/.test(file))
    .filter((file) => !(isInside && file.startsWith(own + path.sep)))
    .sort();
  if (series.length > 0) return series.map((file) => path.join(argument, file));
  const why = `Cannot convert ${argument}: there is no <gauge>_concatenated_<year>.csv in it; name the files themselves`;
  throw new PluvioError('INPUT', why, { file: argument });
}
