/** Where outputs lie, relative to the output folder and to the target. */

export type YearKind =
  'concatenated' | 'treated' | 'sparse' | 'coverage' | 'manifest' | 'totals' | 'events' | 'maxima' | 'products';

const EXTENSIONS: Record<YearKind, string> = {
  concatenated: 'csv',
  treated: 'csv',
  sparse: 'mtx',
  coverage: 'csv',
  manifest: 'json',
  totals: 'csv',
  events: 'csv',
  maxima: 'csv',
  products: 'json',
};

export function yearFolder(gauge: string, year: number): string {
  return `${gauge}/${year}`;
}

/** Name of a gauge's year file, without its folder. */
export function yearFileName(gauge: string, year: number, kind: YearKind, extension = EXTENSIONS[kind]): string {
  return `${gauge}_${kind}_${year}.${extension}`;
}

export function yearPath(gauge: string, year: number, kind: YearKind, extension = EXTENSIONS[kind]): string {
  return `${yearFolder(gauge, year)}/${yearFileName(gauge, year, kind, extension)}`;
}

/** Where a gauge's year lies as Parquet: folders that say gauge and year, as Hive does. */
export function parquetPath(gauge: string, year: number): string {
  return `parquet/gauge=${gauge}/year=${year}/readings.parquet`;
}

/** Where a table of a gauge's whole record lies. */
export function recordPath(gauge: string, name: 'idf' | 'products', extension: string): string {
  return `${gauge}/${gauge}_${name}.${extension}`;
}

export function networkFolder(year: number): string {
  return `network/${year}`;
}

export function networkPath(year: number, name = 'sparse', extension = 'mtx'): string {
  return `${networkFolder(year)}/network_${name}_${year}.${extension}`;
}

/** Where pluvio keeps a year's wet readings for itself, so that analyses need not read the series. */
export function wetPath(gauge: string, year: number): string {
  return `${STATE_FOLDER}/wet/${gauge}_${year}.bin`;
}

/** What an output is called that was set aside as damaged. */
const ASIDE = '(?:\\.damaged-[0-9a-f]{8})?$';
/** What a gauge's year file is called, at its place. */
const YEAR_FILE = new RegExp(
  `(?:^|/)([^/]+)/(\\d{4})/\\1_(?:${Object.keys(EXTENSIONS).join('|')})_\\2\\.[a-z0-9]+${ASIDE}`,
);
const RECORD_FILE = new RegExp(`(?:^|/)([^/]+)/\\1_(?:idf\\.(?:csv|parquet)|products\\.json)${ASIDE}`);
const NETWORK_FILE = new RegExp(`(?:^|/)network/(\\d{4})/network_[a-z]+_\\1\\.[a-z0-9]+${ASIDE}`);
/** The rain of the last hours, of the network. */
const LIVE_FILE = new RegExp(`(?:^|/)network/cumulative(?:_coverage)?\\.(?:csv|json)${ASIDE}`);
const PARQUET_FILE = new RegExp(`(?:^|/)parquet/gauge=[^/]+/year=\\d{4}/readings\\.parquet${ASIDE}`);
const QUARANTINE_FILE = new RegExp(`(?:^|/)quarantine/[^/]+\\.csv${ASIDE}`);

/** Whether a path, from wherever it starts, is that of an output: outputs may lie among raw files, and are none. */
export function isOutputPath(path: string): boolean {
  return [YEAR_FILE, RECORD_FILE, NETWORK_FILE, LIVE_FILE, PARQUET_FILE, QUARANTINE_FILE].some((output) =>
    output.test(path),
  );
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
