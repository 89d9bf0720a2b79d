/** Where outputs lie, relative to the output folder and to the target. */

/** The files that every year has, by what stands in their names: all else is found by them. */
const YEAR_FILES = { concatenated: 'csv', treated: 'csv', coverage: 'csv', manifest: 'json' } as const;

export type YearFile = keyof typeof YEAR_FILES;

/** A UTC year, or what stands for any. */
export type YearPart = number | '<year>';

export function yearFolder(gauge: string, year: YearPart): string {
  return `${gauge}/${year}`;
}

/** Name of a gauge's year file, without its folder. */
export function yearFileName(gauge: string, year: YearPart, kind: YearFile): string;
export function yearFileName(gauge: string, year: YearPart, kind: string, extension: string): string;
export function yearFileName(gauge: string, year: YearPart, kind: string, extension?: string): string {
  return `${gauge}_${kind}_${year}.${extension ?? YEAR_FILES[kind as YearFile]}`;
}

export function yearPath(gauge: string, year: YearPart, kind: YearFile): string;
export function yearPath(gauge: string, year: YearPart, kind: string, extension: string): string;
export function yearPath(gauge: string, year: YearPart, kind: string, extension?: string): string {
  const name =
    extension === undefined ? yearFileName(gauge, year, kind as YearFile) : yearFileName(gauge, year, kind, extension);
  return `${yearFolder(gauge, year)}/${name}`;
}

/** Where a gauge's year lies as Parquet: folders that say gauge and year, as Hive does. */
export function parquetPath(gauge: string, year: YearPart): string {
  return `parquet/gauge=${gauge}/year=${year}/readings.parquet`;
}

/** Where a table of a gauge's whole record lies. */
export function recordPath(gauge: string, name: string, extension: string): string {
  return `${gauge}/${gauge}_${name}.${extension}`;
}

export function networkFolder(year: YearPart): string {
  return `network/${year}`;
}

export function networkPath(year: YearPart, name = 'sparse', extension = 'mtx'): string {
  return `${networkFolder(year)}/network_${name}_${year}.${extension}`;
}

/** Where pluvio keeps a year's wet readings for itself, so that analyses need not read the series. */
export function wetPath(gauge: string, year: number): string {
  return `${STATE_FOLDER}/wet/${gauge}_${year}.bin`;
}

/** Where pluvio keeps a year's tips and volts for itself, so that quality tests need not read the series. */
export function countsPath(gauge: string, year: number): string {
  return `${STATE_FOLDER}/counts/${gauge}_${year}.bin`;
}

/** The quarantine of a gauge, or of the lines whose gauge could not be told. */
export function quarantinePath(gauge: string | undefined): string {
  return `quarantine/${gauge ?? '_no-gauge'}.csv`;
}

/** Folder, in the output folder, of what pluvio keeps for itself. */
export const STATE_FOLDER = '.pluvio';

/** Folder names that outputs take for themselves. */
export const RESERVED_NAMES = ['network', 'quarantine', 'parquet', 'lost+found'];

/** Why a gauge cannot be called so, where it cannot: its name becomes a folder. */
export function unsafeName(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return 'is no name for a folder';
  // eslint-disable-next-line no-control-regex
  if (/[/\\\u0000-\u001f\u007f]/.test(name)) return 'holds a separator or a control character';
  if (/^[.\s]|\s$/.test(name)) return 'begins with a point or a blank, or ends with a blank';
  if (RESERVED_NAMES.includes(name)) return 'is a folder of pluvio’s own';
  return undefined;
}
