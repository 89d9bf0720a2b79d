import { networkPath, quarantinePath, recordPath, yearPath } from '../domain/paths.js';
import { yearPathOf, type Format } from '../formats/format.js';
import { DEFAULT_FORMATS, FORMATS } from '../formats/registry.js';
import { LIVE_PRODUCTS } from './cumulative.js';
import { SERIES_PRODUCTS } from './series.js';
import { QUALITY_PRODUCTS, RECORD_PRODUCTS, TABLE_PRODUCTS, YEAR_PRODUCTS, type ProductName } from './year-products.js';

/** A file that is published. */
export interface Product {
  /** As it stands in the name of its file, or what it is. */
  readonly name: string;
  /** Where it lies, with `<gauge>` and `<year>`. */
  readonly path: string;
  /** What makes it: every run, or an option that asks for it. */
  readonly madeBy: 'run' | '--formats' | '--products' | '--exclude';
  /** Whether it lies there as Parquet too, where tables are asked for in that format. */
  readonly isTable?: boolean;
  /** What it holds, for help and documentation. */
  readonly holds: string;
}

/** What `--products` can ask for, in the order of help. */
export const PRODUCT_NAMES: readonly ProductName[] = TABLE_PRODUCTS.map(({ name }) => name);

const GAUGE = '<gauge>';
const YEAR = '<year>';

/** What a gauge's year consists of. */
const GAUGE_YEAR: readonly Product[] = [
  ...SERIES_PRODUCTS.map(({ name, holds }) => made(name, yearPath(GAUGE, YEAR, name), holds)),
  ...DEFAULT_FORMATS.flatMap((format) => yearFile(format, 'run')),
  made('coverage', yearPath(GAUGE, YEAR, 'coverage'), 'the runs in which readings came at a steady interval'),
  made('manifest', yearPath(GAUGE, YEAR, 'manifest'), 'counts, calibration, size and sha256 of the files beside it'),
  ...[...YEAR_PRODUCTS, ...QUALITY_PRODUCTS].map(({ name, holds }) =>
    table(name, yearPath(GAUGE, YEAR, name, 'csv'), holds),
  ),
  asked('products', yearPath(GAUGE, YEAR, 'products', 'json'), 'what these tables were made from'),
  {
    ...made('qualified', yearPath(GAUGE, YEAR, 'qualified', 'csv'), 'as treated, flagged rain as na'),
    madeBy: '--exclude',
  },
];

/** What a gauge's whole record consists of. */
const GAUGE_RECORD: readonly Product[] = [
  ...RECORD_PRODUCTS.map(({ name, holds }) => table(name, recordPath(GAUGE, name, 'csv'), holds)),
  asked('products', recordPath(GAUGE, 'products', 'json'), 'what this table was made from'),
  made('quarantine', quarantinePath(GAUGE), 'Source,Line,Reason,Text of every line that could not be used'),
];

/** What the network's year consists of. */
const NETWORK_YEAR: readonly Product[] = [
  ...DEFAULT_FORMATS.flatMap((format) => networkFile(format, 'run')),
  ...YEAR_PRODUCTS.map(({ name }) => table(name, networkPath(YEAR, name, 'csv'), `${name} over the network`)),
  asked('products', networkPath(YEAR, 'products', 'json'), 'what these tables were made from'),
];

const MORE_FORMATS = FORMATS.filter((format) => !DEFAULT_FORMATS.includes(format));

/** Other formats, of gauges' years and the network's. */
const IN_FORMATS: readonly Product[] = [
  ...MORE_FORMATS.flatMap((format) => [...yearFile(format, '--formats'), ...networkFile(format, '--formats')]),
  {
    ...made('manifest', networkPath(YEAR, 'manifest', 'json'), 'what the network’s files were made from'),
    madeBy: '--formats',
  },
];

/** Every file that is published, in the order of help: of a gauge's year, its record, the network's year, the moment. */
export const PRODUCTS: readonly Product[] = [
  ...GAUGE_YEAR,
  ...GAUGE_RECORD,
  ...NETWORK_YEAR,
  ...LIVE_PRODUCTS.map(({ name, path, holds }) => made(name, path, holds)),
  ...IN_FORMATS,
];

function made(name: string, path: string, holds: string): Product {
  return { name, path, madeBy: 'run', holds };
}

function asked(name: string, path: string, holds: string): Product {
  return { name, path, madeBy: '--products', holds };
}

function table(name: string, path: string, holds: string): Product {
  return { ...asked(name, path, holds), isTable: true };
}

function yearFile(format: Format, madeBy: Product['madeBy']): Product[] {
  const path = yearPathOf(format, GAUGE, YEAR);
  return path === undefined ? [] : [{ name: format.name, path, madeBy, holds: format.holds }];
}

function networkFile({ name, matrix, holds }: Format, madeBy: Product['madeBy']): Product[] {
  if (!matrix) return [];
  const what = matrix.yearPath ? 'the same of all gauges, a column each' : holds;
  return [{ name, path: matrix.networkPath(YEAR), madeBy, holds: what }];
}
