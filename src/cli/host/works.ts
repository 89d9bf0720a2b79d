import type { RunEvent } from '../../pipeline/context.js';
import { thousands } from '../text/thousands.js';

/** How far a gauge's raw files are read or copied. */
export interface Work {
  readonly label: string;
  readonly files: number;
  readonly sizeBytes: number;
  /** Files whose bytes have come, and those bytes: of those read at once, before they are used. */
  readFiles: number;
  readBytes: number;
  /** Lines; none where files are copied as they are. */
  readings: number;
  /** From the first file's turn to the last piece of one. */
  spentS: number;
}

/** From this share on, the time left is told: before, it says more of the first file than of the rest. */
const SURE_SHARE = 0.03;
const NO_FOLDER = 'other files';

/** Files and bytes. */
class Count {
  files = 0;
  sizeBytes = 0;

  add(files: number, sizeBytes: number): void {
    this.files += files;
    this.sizeBytes += sizeBytes;
  }
}

interface Counts {
  readonly begunMs: number;
  /** Some may be counted twice. */
  readonly arrived: Count;
  /** Read or copied. */
  readonly used: Count;
}

/** The works of a run, one a gauge, in the order in which they began. */
export class Works {
  readonly all: Work[] = [];
  /** The gauge whose folder is being listed. */
  listing: string | undefined;
  readonly #counts = new Map<Work, Counts>();

  constructor(private readonly tickMs: () => number) {}

  /** Gives the work that an event belongs to; undefined where it tells nothing of how far the run is. */
  take(event: RunEvent): Work | undefined {
    if (event.type === 'listing') {
      this.listing = event.gauge || NO_FOLDER;
      return undefined;
    }
    if (event.type === 'gauge-started') {
      this.listing = undefined;
      return event.files > 0 ? this.#begin(event) : undefined;
    }
    if (event.type !== 'read' && event.type !== 'arrived') return undefined;
    const work = this.all.findLast(({ label }) => label === (event.gauge || NO_FOLDER));
    if (!work) return undefined;
    const counts = this.#counts.get(work)!;
    if (event.type === 'arrived') counts.arrived.add(1, event.sizeBytes);
    else {
      counts.used.add(event.files, event.sizeBytes);
      work.readings += event.readings;
    }
    work.readFiles = Math.min(work.files, Math.max(counts.arrived.files, counts.used.files));
    work.readBytes = Math.max(Math.min(work.sizeBytes, counts.arrived.sizeBytes), counts.used.sizeBytes);
    work.spentS = (this.tickMs() - counts.begunMs) / 1000;
    return work;
  }

  clear(): void {
    this.all.length = 0;
    this.#counts.clear();
    this.listing = undefined;
  }

  #begin({ files, sizeBytes, gauge }: Extract<RunEvent, { type: 'gauge-started' }>): Work {
    const work = { label: gauge || NO_FOLDER, files, sizeBytes, readFiles: 0, readBytes: 0, readings: 0, spentS: 0 };
    this.all.push(work);
    this.#counts.set(work, { begunMs: this.tickMs(), arrived: new Count(), used: new Count() });
    return work;
  }
}

/** All works as one; they follow each other. */
export function totalOf(works: readonly Work[]): Work {
  const sum = (key: 'files' | 'sizeBytes' | 'readFiles' | 'readBytes' | 'readings' | 'spentS'): number =>
    works.reduce((total, work) => total + work[key], 0);
  return {
    label: 'all',
    files: sum('files'),
    sizeBytes: sum('sizeBytes'),
    readFiles: sum('readFiles'),
    readBytes: sum('readBytes'),
    readings: sum('readings'),
    spentS: sum('spentS'),
  };
}

/** How much of a work is done, 0 to 1, by size. */
export function shareOf({ sizeBytes, readBytes }: Work): number {
  return sizeBytes > 0 ? Math.min(1, readBytes / sizeBytes) : 0;
}

/** Seconds left at the pace so far; undefined where too little is done to tell, or nothing is left. */
export function leftS(work: Work): number | undefined {
  const share = shareOf(work);
  return share < SURE_SHARE || share === 1 || work.spentS === 0 ? undefined : (work.spentS * (1 - share)) / share;
}

/** What has come, and how fast, in the words of a terminal and of the log. */
export function workTexts(work: Work): { files: string; size: string; flow: string; left: string } {
  const { files, readFiles, readBytes, readings, spentS } = work;
  const each = (amount: number): number => (spentS > 0 ? amount / spentS : 0);
  const left = leftS(work);
  return {
    files: `${thousands(readFiles)}/${thousands(files)} files`,
    size: bytesText(readBytes),
    flow:
      readings > 0
        ? `${thousands(readings)} readings, ${thousands(Math.round(each(readings)))}/s`
        : `${bytesText(each(readBytes))}/s`,
    left: left === undefined ? '' : `${timeText(left)} left`,
  };
}

/** A size in the unit that fits it: `0.3 kB`, `12.1 MB`. */
export function bytesText(bytes: number): string {
  const units = ['kB', 'MB', 'GB'];
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
  return `${value.toFixed(1)} ${units[unit]!}`;
}

function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return `${whole} s`;
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
