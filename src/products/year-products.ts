import { events } from './events.js';
import { idf, type RecordProduct } from './idf-table.js';
import { maxima } from './maxima.js';
import type { YearProduct } from './product.js';
import { totals } from './totals.js';

/** The tables of a gauge's year and of the network's, in the order of help. */
export const YEAR_PRODUCTS = [totals, events, maxima] as const satisfies readonly YearProduct[];

/** The tables of a gauge's whole record. */
export const RECORD_PRODUCTS = [idf] as const satisfies readonly RecordProduct[];

/** What `--products` knows, in the order of help. */
export const TABLE_PRODUCTS = [...YEAR_PRODUCTS, ...RECORD_PRODUCTS] as const;

export type YearProductName = (typeof YEAR_PRODUCTS)[number]['name'];
export type RecordProductName = (typeof RECORD_PRODUCTS)[number]['name'];
export type ProductName = (typeof TABLE_PRODUCTS)[number]['name'];
