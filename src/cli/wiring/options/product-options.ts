import { Option } from 'commander';
import type { Problem } from '../../../config/settings.js';
import { parseDateTime } from '../../../domain/time/time.js';
import { PRODUCT_NAMES } from '../../../products/index.js';
import type { LiveWanted, TablesWanted } from '../../../pipeline/context.js';
import { durationsS, numberOf } from '../../filters/rain-options.js';
import { names } from './options.js';
import { qualityOptions, readQualityOptions, type QualityOptions } from './quality-options.js';

/** What options say of the tables that go with the series. */
export interface ProductOptions extends QualityOptions {
  readonly products?: readonly string[] | undefined;
  readonly eventGap?: string | undefined;
  readonly eventDepth?: string | undefined;
  readonly at?: string | undefined;
}

export function productOptions(): Option[] {
  return [
    new Option(
      '--products <names>',
      `tables beside the series, of gauges and network: ${PRODUCT_NAMES.join(', ')} (default: those published before)`,
    ).argParser(names),
    new Option(
      '--event-gap <durations>',
      'dry time that ends an event of the tables: one, or twelve from January (default: as published, else 6h)',
    ),
    new Option('--event-depth <mm>', 'least rain of an event of the tables (default: as published, else 0.5)'),
    new Option('--at <date>', 'when the windows of network/cumulative.csv end (default: the network’s last minute)'),
    ...qualityOptions(),
  ];
}

/** What is asked for; what is wrong with it joins `problems`. */
export function readProductOptions(
  { products, eventGap, eventDepth, at, ...options }: ProductOptions,
  problems: Problem[],
): Pick<TablesWanted, 'products' | 'eventOptions' | 'quality' | 'exclude'> & Pick<LiveWanted, 'atS'> {
  const known = PRODUCT_NAMES;
  for (const name of products ?? [])
    if (!known.some((product) => product === name))
      problems.push(`--products: there is no "${name}"; the products are ${known.join(', ')}`);
  const gapS = eventGap === undefined ? undefined : gapOf('--event-gap', eventGap, problems);
  const minDepthMm = numberOf('--event-depth', eventDepth, { least: 0, most: 1000 }, problems);
  const atS = at === undefined ? undefined : parseDateTime(at);
  if (at !== undefined && atS === undefined)
    problems.push(`--at: "${at}" is not a date; expected YYYY-MM-DD or YYYY-MM-DD HH:MM:SS`);
  return {
    products: products && known.filter((name) => products.includes(name)),
    eventOptions: { ...(gapS ? { gapS } : {}), ...(minDepthMm === undefined ? {} : { minDepthMm }) },
    atS,
    ...readQualityOptions(options, problems),
  };
}

/** A dry gap for the year, or twelve for the months; what is wrong with it joins `problems`. */
export function gapOf(option: string, text: string, problems: Problem[]): number[] {
  const gapS = durationsS(option, text, problems);
  if (gapS.length !== 1 && gapS.length !== 12)
    problems.push(`${option}: ${gapS.length} durations are given; expected one, or twelve from January`);
  return gapS;
}
