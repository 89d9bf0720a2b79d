/** Whether a path, such as `H` or `basin/H`, is the folder of a gauge. */
export type IsGaugeFolder = (folder: string) => boolean;

/** What the folders above files make of them. */
export interface SourcePlace {
  /** What names the gauge to the pipeline; undefined where no folder does, and the label inside decides. */
  readonly folder: string | undefined;
  /** What stands before the files' own names in those of their sources: '' or `H/2023/`. */
  readonly prefix: string;
}

/** A year, a month or a day, also together: 2023, 202303, 2023-03-01. */
const DATE = /^(?:19|20)\d\d(?:([-_.]?)(?:0[1-9]|1[0-2])(?:\1(?:0[1-9]|[12]\d|3[01]))?)?$/;
const PART_OF_DATE = /^\d{1,2}$/;

/** The folder of a gauge on the way to files: it may be of several names, of which `start` is the index of the first. */
export interface GaugeFolder {
  readonly folder: string;
  readonly start: number;
}

/** Names that the folder of a gauge may have, one in the other. */
const MOST_NAMES = 8;

/**
 * What files are that lie in `folders`, outermost first: the nearest folder that is a gauge's names their gauge, however
 * deep below it they lie. `above` says how many of the folders lead to what was named; their names are part of those of
 * the sources only from the gauge's folder on. Where no gauge's folder is above them, the nearest one below what was
 * named that is no date stands for a gauge that nobody asked for.
 */
export function sourcePlace(folders: readonly string[], above: number, nearest: GaugeFolder | undefined): SourcePlace {
  const named = folders.slice(Math.min(above, nearest?.start ?? above));
  return {
    folder: nearest?.folder ?? otherFolder(folders.slice(above)),
    prefix: named.map((name) => `${name}/`).join(''),
  };
}

/** The nearest folder that is a gauge's, of those that lead to a file. */
export function nearestGaugeFolder(folders: readonly string[], isGaugeFolder: IsGaugeFolder): GaugeFolder | undefined {
  for (let end = folders.length; end > 0; end--) {
    const found = lastGaugeFolder(folders.slice(0, end), isGaugeFolder);
    if (found) return found;
  }
  return undefined;
}

/** The folder of a gauge that ends with the last one; of several the one with more names. */
export function lastGaugeFolder(folders: readonly string[], isGaugeFolder: IsGaugeFolder): GaugeFolder | undefined {
  for (let start = Math.max(0, folders.length - MOST_NAMES); start < folders.length; start++) {
    const folder = folders.slice(start).join('/');
    if (isGaugeFolder(folder)) return { folder, start };
  }
  return undefined;
}

/** The nearest folder that is not called after a date; a month or a day is one only below a year. */
function otherFolder(folders: readonly string[]): string | undefined {
  const isDated = folders.map(
    (name, i) => DATE.test(name) || (PART_OF_DATE.test(name) && DATE.test(yearAbove(folders, i))),
  );
  return folders.findLast((_, i) => !isDated[i]);
}

/** The first name above that is no month or day itself. */
function yearAbove(folders: readonly string[], place: number): string {
  return folders.slice(0, place).findLast((name) => !PART_OF_DATE.test(name)) ?? '';
}
