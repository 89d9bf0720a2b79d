import type { EventOptions } from '../analyses/events.js';
import type { Checkpoint } from '../domain/run/checkpoint.js';
import type { ErrorCode, PluvioError } from '../domain/errors.js';
import type { Journal } from '../domain/run/journal.js';
import type { Gauge, GaugeIndex, WantedGauge } from '../domain/network.js';
import type { ChooseForm } from '../domain/readings/raw-form.js';
import type { OutputFolder } from '../domain/storage/output-folder.js';
import type { Store } from '../domain/storage/store.js';
import type { YearMaker } from './years/make-year.js';
import type { Buffers } from '../formats/buffers.js';
import type { Format } from '../formats/format.js';
import type { ProductName } from '../products/year-products.js';
import type { Fill } from '../formats/csv/series-csv.js';
import type { Spill } from '../../streams/kernels/partition/spill.js';
import type { BetweenOptions } from '../../streams/own.js';

/** Something worth telling while a run is under way; the command line shows or logs it. */
export type RunEvent =
  /** The folder of a gauge has its turn. */
  | { readonly type: 'listing'; readonly gauge: string }
  | { readonly type: 'gauge-started'; readonly gauge: string; readonly files: number; readonly sizeBytes: number }
  /** The bytes of a small file have come; of one that is read again, they come again. */
  | { readonly type: 'arrived'; readonly gauge: string; readonly sizeBytes: number }
  | {
      /** Pieces of raw files that were read, or copied (`readings` 0). */
      readonly type: 'read';
      readonly gauge: string;
      readonly files: number;
      readonly sizeBytes: number;
      readonly readings: number;
    }
  | {
      readonly type: 'file-left';
      readonly file: string;
      readonly why: string;
      /** Of the error behind it. */
      readonly code?: ErrorCode;
    }
  | { readonly type: 'gauge-failed'; readonly gauge: string; readonly why: string; readonly code: ErrorCode }
  | { readonly type: 'raw-left'; readonly file: string; readonly why: string }
  /** A wanted gauge has no folder; `had`: it had one, or readings, before. */
  | { readonly type: 'folder-missing'; readonly gauge: string; readonly folder: string; readonly had: boolean }
  | { readonly type: 'unsafe-name'; readonly folder: string; readonly name: string }
  /** A folder in a gauge's folder that names another wanted gauge, or is a link into its folder. */
  | { readonly type: 'other-gauge-inside'; readonly folder: string; readonly name: string; readonly owner: string }
  | { readonly type: 'link-passed'; readonly folder: string; readonly name: string }
  | {
      readonly type: 'foreign-label';
      readonly gauge: string;
      readonly label: string;
      readonly readings: number;
      readonly file: string;
      /** The wanted gauge that the label is a name of, where there is one. */
      readonly owner?: string | undefined;
      /** Whether the label is one of the gauge's own names, and the file lies in another's folder. */
      readonly isOwn?: boolean | undefined;
    }
  | {
      /** Tips that rise and never fall, up to this file. */
      readonly type: 'counter';
      readonly gauge: string;
      readonly file: string;
    }
  | {
      readonly type: 'year-made';
      readonly gauge: string;
      readonly year: number;
      readonly readings: number;
      readonly kept: number;
    }
  | {
      /** Readings published before that were halves of lines that cannot be used. */
      readonly type: 'readings-withdrawn';
      readonly gauge: string;
      readonly year: number;
      readonly readings: number;
    }
  | {
      /** Published readings of a time in which the gauges table of today gives their gauge no folder. */
      readonly type: 'readings-unowned';
      readonly gauge: string;
      readonly year: number;
      readonly when: 'before' | 'from';
      readonly atS: number;
    }
  | { readonly type: 'year-published'; readonly gauge: string; readonly year: number; readonly readings: number }
  | { readonly type: 'year-waits'; readonly gauge: string; readonly year: number; readonly error: PluvioError }
  | { readonly type: 'network-made'; readonly year: number; readonly gauges: number }
  | { readonly type: 'clock-doubtful'; readonly why: string }
  | { readonly type: 'raw-deleted'; readonly files: number }
  | { readonly type: 'delete-refused'; readonly file: string; readonly why: string };

/** A spill of one unit of work. */
export interface RunSpill extends Spill {
  /** Opens it to other threads of the process: a file descriptor. */
  readonly share?: () => number;
  readonly close: () => void;
}

/** How a run publishes. */
export interface Publication {
  /** Merge into the output folder only; a later run publishes, and lets the raw files go. */
  readonly later: boolean;
  /** Send only the new end of a file where what is published is its beginning; otherwise files are replaced. */
  readonly append: boolean;
}

/** Where outputs lie: here, and where they are published. */
export interface OutputPlaces {
  readonly out: OutputFolder;
  readonly target: Store | undefined;
}

/** The gauges that a run is about. */
export interface GaugesWanted {
  /** In the order of the configuration. */
  readonly gauges: readonly WantedGauge[];
}

/** How names and labels lead to gauges. */
export interface GaugeNames {
  readonly index: GaugeIndex<WantedGauge>;
}

/** What a reading has to be like. */
export interface ReadingRules {
  /** Unix seconds: stamps before and after these are clock faults. */
  readonly notBeforeS: number;
  readonly notAfterS: number;
  /** The most rain that is believed, mm a minute of a reading's interval, of gauges that have no limit of their own. */
  readonly maxMmPerMin: number;
  /** Tells the form of each raw file. Default: all are of the network's own line. */
  readonly forms?: ChooseForm | undefined;
  /** A stage of one's own: see `BetweenOptions`. Default: none. */
  readonly between?: BetweenOptions['between'];
}

/** The form that a year's files are wanted in. */
export interface SeriesWanted {
  /** Output formats wanted; default: Matrix Market alone. */
  readonly formats?: readonly Format[] | undefined;
  /** Whether series have a row for every minute; default: as they were published before. */
  readonly fill?: Fill | undefined;
}

/** The tables that are wanted beside the series, and how they are made. */
export interface TablesWanted extends Pick<SeriesWanted, 'formats'> {
  /** Tables wanted beside those that were published before. */
  readonly products?: readonly ProductName[] | undefined;
  /** How events are told apart; default: as they were before, else `DEFAULT_EVENTS`. */
  readonly eventOptions?: Partial<EventOptions> | undefined;
  /** Settings of quality tests over those that flags were made with before, by `test.setting`. */
  readonly quality?: Readonly<Record<string, number>> | undefined;
  /** The level from which on flagged rain is left out of the qualified series; default: as before, else there is none. */
  readonly exclude?: 1 | 2 | 3 | undefined;
}

/** How the table of the last hours is wanted. */
export interface LiveWanted {
  /** Decimals of mm; default: 1. */
  readonly decimals?: number | undefined;
  /** When its windows end, Unix seconds; default: the network's last whole minute. */
  readonly atS?: number | undefined;
}

/** What a step works with that changes what is published. */
export interface Publishing extends OutputPlaces {
  /** pluvio's own version. */
  readonly version: string;
  readonly journal: Journal;
  /** Now, replacing whole files, unless given. */
  readonly publication?: Publication;
  readonly checkpoint: Checkpoint;
}

/** Whom a run tells what it does. */
export interface Reporting {
  readonly report: (event: RunEvent) => void;
}

/** What ends a run early. */
export interface Stoppable {
  readonly signal: AbortSignal | undefined;
}

/** Room on disk for what does not fit in memory. */
export interface Spilling {
  /** A fresh spill, closed after use. */
  readonly openSpill: () => RunSpill;
}

/** What formats are written with, again from file to file. */
export interface Buffering {
  readonly buffers?: Buffers;
}

/** Other threads. */
export interface Threads {
  /** Makes years in other threads, where that pays for so many rows in the spill; else this one makes them. */
  readonly openMaker?: (spill: RunSpill, rows: number) => YearMaker | undefined;
}

/** What the network's outputs are made with, from those of its gauges. */
export type NetworkContext = Publishing & GaugesWanted & GaugeNames & TablesWanted & LiveWanted & Reporting;

/** What readings are read with. */
export interface ReadingContext extends GaugesWanted, GaugeNames, ReadingRules, Reporting, Spilling {
  /** Known, and not wanted. */
  readonly others: readonly Gauge[];
}

/** What years are made with, from readings. */
export type YearsContext = ReadingContext & Publishing & SeriesWanted & Stoppable & Threads & Buffering;

/** All of it, as the commands put it together; each step asks for what it uses. */
export type RunContext = YearsContext & NetworkContext;
