import { LIVE_PATHS } from './cumulative.js';
import { YEAR_PRODUCTS, type ProductName } from './year-products.js';

/** Something that is published beside the series and matrices. */
export interface Product {
  readonly name: string;
  /** Where it lies. */
  readonly path: string;
  /** What it holds, for help and documentation. */
  readonly holds: string;
}

/** What `--products` can ask for, in the order of help. */
export const PRODUCT_NAMES: readonly ProductName[] = [...YEAR_PRODUCTS.map(({ name }) => name), 'idf'];

/** Every product, in the order of help. */
export const PRODUCTS: readonly Product[] = [
  { name: 'cumulative', path: LIVE_PATHS.rain, holds: 'rain of the last 5 min to 72 h, a row a gauge' },
  { name: 'cumulative', path: LIVE_PATHS.coverage, holds: 'how much of each window was observed' },
  { name: 'cumulative', path: LIVE_PATHS.json, holds: 'both in full, and when readings last came' },
  ...YEAR_PRODUCTS.map(({ name, holds }) => ({
    name,
    path: `<gauge>/<year>/<gauge>_${name}_<year>.csv`,
    holds: `${holds} (--products)`,
  })),
  {
    name: 'idf',
    path: '<gauge>/<gauge>_idf.csv',
    holds: 'annual maxima, return periods, Montana coefficients, of years that are over (--products)',
  },
  {
    name: 'network',
    path: 'network/<year>/network_totals_<year>.csv',
    holds: 'over the network: areal mean, greatest, gauges that observed; likewise events, maxima',
  },
];
