import { events } from './events.js';
import { flags } from './flags.js';
import { idf, type RecordProduct } from './idf-table.js';
import { maxima } from './maxima.js';
import type { TableProduct, YearProduct } from './product.js';
import { totals } from './totals.js';

/** The tables of a gauge's year and of the network's, in the order of help. */
export const YEAR_PRODUCTS = [totals, events, maxima] as const satisfies readonly YearProduct[];

/** The tables of a gauge's year alone, which look at its neighbours. */
export const QUALITY_PRODUCTS = [flags] as const satisfies readonly TableProduct[];

/** The tables of a gauge's whole record. */
export const RECORD_PRODUCTS = [idf] as const satisfies readonly RecordProduct[];

/** What `--products` knows, in the order of help. */
export const TABLE_PRODUCTS = [...YEAR_PRODUCTS, ...QUALITY_PRODUCTS, ...RECORD_PRODUCTS] as const;

export type YearProductName = (typeof YEAR_PRODUCTS)[number]['name'];
export type QualityProductName = (typeof QUALITY_PRODUCTS)[number]['name'];
/** Tables that a gauge's year may have. */
export type GaugeYearName = YearProductName | QualityProductName;
export type RecordProductName = (typeof RECORD_PRODUCTS)[number]['name'];
export type ProductName = (typeof TABLE_PRODUCTS)[number]['name'];
