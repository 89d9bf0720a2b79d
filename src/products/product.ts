import type { EventOptions } from '../analyses/events.js';
import type { Table } from '../analyses/tables.js';
import type { Site } from '../analyses/thiessen.js';
import type { MonthlyTable } from './totals-text.js';
import type { YearRain } from './year-rain.js';

/** A table whole, or made by months. */
export type AnyTable = Table | MonthlyTable;

/** How tables of a year are made. */
export interface TableSettings {
  readonly events: EventOptions;
}

/** A gauge as the tables of its network have it. */
export interface NetworkSite {
  readonly gauge: string;
  readonly site: Site | undefined;
  readonly rain: YearRain;
  /** Its own table of the same name, made when it is asked for. */
  readonly table: () => AnyTable;
}

/** How a table is known by its header, and what `pluvio inspect` says of it. */
export interface TableLook {
  readonly kind: string;
  readonly holds: string;
  /** How its header begins. */
  readonly header: string;
  /** The columns of which the first and the last are told… */
  readonly span?: readonly [string, string];
  /** …of which there is a sum, where it is a number in each row… */
  readonly sums?: readonly string[];
  /** …and of which values are counted. */
  readonly counts?: readonly string[];
}

/** A table that `--products` asks for; its name is that of its files. */
export interface TableProduct {
  readonly name: string;
  /** What it holds, for help and documentation. */
  readonly holds: string;
  readonly looks: readonly TableLook[];
}

/** A table of a gauge's year, and one of the network's year of the same name. */
export interface YearProduct extends TableProduct {
  readonly table: (rain: YearRain, settings: TableSettings) => AnyTable;
  /** Over the network: gauges in the order given. */
  readonly network: (year: number, sites: readonly NetworkSite[], settings: TableSettings) => AnyTable;
}
