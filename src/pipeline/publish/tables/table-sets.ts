import { networkFolder, networkPath, recordPath, yearFileName, yearFolder } from '../../../domain/paths.js';
import {
  QUALITY_PRODUCTS,
  RECORD_PRODUCTS,
  YEAR_PRODUCTS,
  type GaugeYearName,
  type ProductName,
  type RecordProductName,
  type YearProductName,
} from '../../../products/year-products.js';

/** Tables of a gauge's year, of its record, or of the network's year, that lie in one folder beside their manifest. */
export interface TableSet<Name extends ProductName = ProductName> {
  readonly folder: string;
  readonly manifestName: string;
  /** Tables that it can hold. */
  readonly holds: readonly Name[];
  /** Name of a table's file, without its extension. */
  readonly fileName: (product: Name) => string;
  /** Name of the series without flagged rain, where it can hold one. */
  readonly qualifiedName?: string;
}

export const YEAR_NAMES: readonly YearProductName[] = YEAR_PRODUCTS.map(({ name }) => name);

export const GAUGE_NAMES: readonly GaugeYearName[] = [...YEAR_NAMES, ...QUALITY_PRODUCTS.map(({ name }) => name)];

export function gaugeSet(gauge: string, year: number): TableSet<GaugeYearName> {
  return {
    holds: GAUGE_NAMES,
    folder: yearFolder(gauge, year),
    manifestName: yearFileName(gauge, year, 'products', 'json'),
    fileName: (product) => withoutExtension(yearFileName(gauge, year, product, 'csv')),
    qualifiedName: yearFileName(gauge, year, 'qualified', 'csv'),
  };
}

export function networkSet(year: number): TableSet<YearProductName> {
  return {
    holds: YEAR_NAMES,
    folder: networkFolder(year),
    manifestName: lastName(networkPath(year, 'products', 'json')),
    fileName: (product) => withoutExtension(lastName(networkPath(year, product, 'csv'))),
  };
}

export function recordSet(gauge: string): TableSet<RecordProductName> {
  return {
    holds: RECORD_PRODUCTS.map(({ name }) => name),
    folder: gauge,
    manifestName: lastName(recordPath(gauge, 'products', 'json')),
    fileName: (product) => withoutExtension(lastName(recordPath(gauge, product, 'csv'))),
  };
}

export function manifestPath({ folder, manifestName }: Pick<TableSet, 'folder' | 'manifestName'>): string {
  return `${folder}/${manifestName}`;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function withoutExtension(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}
