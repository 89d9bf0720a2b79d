import { Option, type Command } from 'commander';
import { ENERGY_FORMULAS, type EnergyFormula } from '../../analyses/erosivity.js';
import { gapSensitivity } from '../../analyses/event-gaps.js';
import { DEFAULT_EVENTS, EventsBySteps, type EventOptions } from '../../analyses/events.js';
import { seriesWithin } from '../../analyses/series/series.js';
import type { SeriesStep, Stepwise } from '../../analyses/series/steps.js';
import { EVENTS_HEADER, eventRow, GAPS_HEADER, gapRow, type Cell } from '../../analyses/tables.js';
import type { Problem } from '../../config/settings.js';
import { durationS, numberOf, rainCommand, throwUsage, type RainOptions } from '../filters/rain-options.js';
import { analysed } from '../filters/rain-steps.js';
import { writeTable } from '../filters/table-writer.js';
import { askedPeriod } from '../wiring/options/asked-period.js';
import type { Host } from '../host/host.js';
import { gapOf } from '../wiring/options/product-options.js';

interface EventsOptions extends RainOptions {
  readonly gap?: string | undefined;
  readonly minDepth?: string | undefined;
  readonly splitBelow?: string | undefined;
  readonly energy: EnergyFormula;
  readonly sensitivity?: true | undefined;
}

/** `pluvio events`: rain events, or how their number depends on the dry gap. */
export function eventsCommand(host: Host, exit: (code: number) => void): Command {
  return rainCommand('events')
    .option(
      '--gap <durations>',
      'dry time that ends an event: one, or twelve separated by commas, from January (default: 6h)',
    )
    .option('--min-depth <mm>', `leave out events of less rain (default: ${DEFAULT_EVENTS.minDepthMm})`)
    .option('--split-below <mm>', 'split an event where 6 h have less than this; RUSLE: 1.27 (default: not)')
    .addOption(
      new Option('--energy <formula>', 'kinetic energy of EI30')
        .choices(Object.keys(ENERGY_FORMULAS))
        .default('mcgregor'),
    )
    .option('--sensitivity', 'instead: number and depth of events with gaps of 1 to 24 h')
    .action(async (files: string[], options: EventsOptions) => {
      const problems: Problem[] = [];
      const wanted = eventOptions(options, problems);
      const period = askedPeriod(options, host.nowS(), problems);
      const intervalS = options.interval ? durationS('--interval', options.interval, problems) : undefined;
      throwUsage(problems);
      const request = { files, options, period, intervalS };
      const named = { gauge: options.gauge };
      const rows = async function* (): AsyncGenerator<Cell[], void, undefined> {
        if (options.sensitivity) {
          for await (const effect of analysed(wholeSensitivity(wanted.minDepthMm), request, named, host))
            yield gapRow(effect);
        } else
          for await (const event of analysed(new EventsBySteps(wanted), request, named, host)) yield eventRow(event);
      };
      await writeTable(options.sensitivity ? GAPS_HEADER : EVENTS_HEADER, rows(), options.ndjson ?? false, host);
      exit(0);
    });
}

function eventOptions(options: EventsOptions, problems: Problem[]): EventOptions {
  const gapS = options.gap === undefined ? DEFAULT_EVENTS.gapS : gapOf('--gap', options.gap, problems);
  const mm = (option: string, text: string | undefined): number | undefined =>
    numberOf(option, text, { least: 0, most: 1000 }, problems);
  return {
    gapS,
    minDepthMm: mm('--min-depth', options.minDepth) ?? DEFAULT_EVENTS.minDepthMm,
    splitBelowMm: mm('--split-below', options.splitBelow) ?? DEFAULT_EVENTS.splitBelowMm,
    energy: options.energy,
  };
}

/** The sensitivity of a whole series, told at its end. */
function wholeSensitivity(minDepthMm: number): Stepwise<ReturnType<typeof gapSensitivity>[number]> {
  return {
    neededFromS: -Infinity,
    around: { beforeS: 0, afterS: 0 },
    take: ({ series, isEnd, period }: SeriesStep) =>
      isEnd ? gapSensitivity(seriesWithin(series, period), minDepthMm) : [],
  };
}
