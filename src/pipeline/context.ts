import type { EventOptions } from '../analyses/events.js';
import type { ErrorCode, PluvioError } from '../domain/errors.js';
import type { Journal } from '../domain/journal.js';
import type { Gauge, GaugeIndex, WantedGauge } from '../domain/network.js';
import type { ChooseForm } from '../domain/readings/raw-form.js';
import type { OutputFolder } from '../domain/output-folder.js';
import type { Store } from '../domain/store.js';
import type { YearMaker } from './years/make-year.js';
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

/** What every step of a run needs: its settings and the hands it works with. */
export interface RunContext {
  /** In the order of the configuration. */
  readonly gauges: readonly WantedGauge[];
  /** Known, and not wanted. */
  readonly others: readonly Gauge[];
  readonly index: GaugeIndex<WantedGauge>;
  /** Unix seconds: stamps before and after these are clock faults. */
  readonly notBeforeS: number;
  readonly notAfterS: number;
  /** The most rain that is believed, mm a minute of a reading's interval, of gauges that have no limit of their own. */
  readonly maxMmPerMin: number;
  /** Tells the form of each raw file. Default: all are of the network's own line. */
  readonly forms?: ChooseForm | undefined;
  /** A stage of one's own: see `BetweenOptions`. Default: none. */
  readonly between?: BetweenOptions['between'];
  /** Output formats wanted; default: Matrix Market alone. */
  readonly formats?: readonly Format[] | undefined;
  /** Whether series have a row for every minute; default: as they were published before. */
  readonly fill?: Fill | undefined;
  /** Decimals of mm in the table of the last hours; default: 1. */
  readonly decimals?: number | undefined;
  /** When the windows of that table end, Unix seconds; default: the network's last whole minute. */
  readonly atS?: number | undefined;
  /** Tables of gauges' years wanted beside those that were published before. */
  readonly products?: readonly ProductName[] | undefined;
  /** How events are told apart; default: as they were before, else `DEFAULT_EVENTS`. */
  readonly eventOptions?: Partial<EventOptions> | undefined;
  /** pluvio's own version. */
  readonly version: string;
  readonly out: OutputFolder;
  readonly target: Store | undefined;
  /** Now, replacing whole files, unless given. */
  readonly publication?: Publication;
  readonly journal: Journal;
  /** A fresh spill, closed after use. */
  readonly openSpill: () => RunSpill;
  /** Makes years in other threads, where that pays for so many rows in the spill; else this one makes them. */
  readonly openMaker?: (spill: RunSpill, rows: number) => YearMaker | undefined;
  readonly report: (event: RunEvent) => void;
  readonly signal: AbortSignal | undefined;
  /** Named points that a run passes; a test can stop it there. */
  readonly passing: (step: string) => void;
}
