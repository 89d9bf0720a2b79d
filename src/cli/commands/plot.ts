import { Argument, Command, Option } from 'commander';
import { LANGUAGES, type Language } from '../../pictures/words.js';
import type { Problem } from '../../config/settings.js';
import { durationS, numberOf, throwUsage } from '../filters/rain-options.js';
import { askedPeriod } from '../wiring/options/asked-period.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';
import { PICTURES, type PictureKind, type PictureRequest } from '../plot/pictures.js';
import { writePicture } from '../plot/write-picture.js';

interface PlotOptions {
  readonly from: string;
  readonly gauge?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly event?: string | undefined;
  readonly month?: string | undefined;
  readonly step?: string | undefined;
  readonly window?: string | undefined;
  readonly gauges?: string | undefined;
  readonly lang: Language;
  readonly file?: string | undefined;
  readonly width: string;
}

const [LEAST_PX, MOST_PX] = [100, 10_000];

/** `pluvio plot`: pictures of rain as SVG or PNG. */
export function plotCommand(host: Host, exit: (code: number) => void): Command {
  return new Command('plot')
    .addArgument(new Argument('<picture>', 'what is drawn').choices(Object.keys(PICTURES)))
    .option('--from <folder>', 'the output folder with the published years', './output')
    .option('--gauge <name>', 'the gauge, where there are several')
    .option('--since <date>', 'from this moment on, UTC: YYYY-MM-DD[ HH:MM:SS]')
    .option('--until <date>', 'until this moment, UTC (map: when the window ends; default: the last reading)')
    .option('--event <date|last>', 'rain: the event that rains at this moment or begins next, or the last one')
    .option('--month <YYYY-MM>', 'month: which one (default: that of the last reading)')
    .option('--step <duration>', 'rain: what a bar is the sum of (default: as fits)')
    .option('--window <duration>', 'map: rain of so long (default: 24h)')
    .option('--gauges <file>', 'map: the gauges table with the coordinates (default: those of network/cumulative.json)')
    .addOption(new Option('--lang <language>', 'language of the picture').choices([...LANGUAGES]).default('en'))
    .option('--file <path>', 'the file to write, .svg or .png (default: SVG on stdout)')
    .option('--width <px>', 'width of a PNG, pixels', '1200')
    .action(async (kind: PictureKind, options: PlotOptions) => {
      const problems: Problem[] = [];
      const period = askedPeriod({ since: options.since, until: options.until }, host.nowS(), problems);
      const stepS = options.step === undefined ? undefined : durationS('--step', options.step, problems);
      const windowS = durationS('--window', options.window ?? '24h', problems);
      const width = numberOf('--width', options.width, { least: LEAST_PX, most: MOST_PX, whole: true }, problems);
      const month = options.month === undefined ? undefined : monthOf(options.month, problems);
      if (options.file !== undefined && !/\.(svg|png)$/i.test(options.file))
        problems.push(`--file: "${options.file}" ends neither in .svg nor in .png`);
      if (options.event !== undefined && (options.since ?? options.until) !== undefined)
        problems.push('--event: an event has its own beginning and end; leave out --since and --until');
      throwUsage(problems);
      const { from, gauge, event, gauges, lang } = options;
      const request: PictureRequest = { from, gauge, period, event, month, stepS, windowS, gauges, language: lang };
      const svg = PICTURES[kind].draw(request);
      if (options.file === undefined) await writeOut(host, svg);
      else await writePicture(svg, options.file, width!);
      exit(0);
    });
}

function monthOf(text: string, problems: Problem[]): { year: number; month: number } | undefined {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (month === undefined) problems.push(`--month: "${text}" is not a month; expected YYYY-MM`);
  return month === undefined ? undefined : { year: Number(year), month: Number(month) };
}
