/** A column: its number from 1, its name, or several names of which one is there; `/…/` is a regular expression. */
export type ColumnRef = number | readonly (string | RegExp)[];

/** Where the columns are named. */
export type HeaderSpec =
  { readonly by: 'name' } | { readonly by: 'row'; readonly row: number } | { readonly by: 'none' };

/** What tells the gauge of a file that lies in no gauge's folder. */
export type GaugeSpec =
  | { readonly by: 'folder' }
  | { readonly by: 'column'; readonly column: ColumnRef }
  | { readonly by: 'header'; readonly pattern: RegExp }
  | { readonly by: 'file'; readonly pattern: RegExp }
  | { readonly by: 'name'; readonly name: string };

export type TimePart = 'year' | 'month' | 'day' | 'day_of_year' | 'hour' | 'minute' | 'second' | 'hhmm';

export type TimeForm =
  | { readonly kind: 'unix'; readonly unit: 's' | 'ms' }
  | { readonly kind: 'excel' }
  | { readonly kind: 'strptime'; readonly formats: readonly string[] }
  | { readonly kind: 'parts' };

/** Seconds east of UTC, a name of the IANA data base, or what the header says. */
export type ZoneSpec = number | string | { readonly header: RegExp };

export interface TimeSpec {
  readonly form: TimeForm;
  /** Joined by a blank where there are several. Of parts, those of `parts`, in its order. */
  readonly columns: readonly ColumnRef[];
  readonly parts: readonly TimePart[];
  readonly zone: ZoneSpec;
}

export interface CounterSpec {
  /** The number after which it is 0 again, in the column's unit. */
  readonly wrap?: number;
  /** What a fall means: it began again at 0, or it stands somewhere and nothing is known of what fell. */
  readonly reset?: 'zero' | 'keep';
  /** So many rows may stand lower before it comes back. */
  readonly glitch: number;
  /** What the first value of a file is: a reading of 0, no reading, or rain since 0. */
  readonly first: 'zero' | 'skip' | 'rain';
}

export interface ValueSpec {
  /** undefined: every line is one tip. */
  readonly column: ColumnRef | undefined;
  /** Names that are not this column, where a regular expression finds it. */
  readonly not?: RegExp;
  readonly unit: 'tips' | 'mm' | 'inch';
  readonly counter?: CounterSpec;
  /** Whether every line that has something there is one tip. */
  readonly isEvent: boolean;
  /** What one of the column's numbers stands for, in the unit. */
  readonly factor: number;
  /** mm or inch are whole counts of tips of this depth, mm. */
  readonly tipMm?: number;
  /** A line without a value: not of rain, or a reading that is missing. */
  readonly empty: 'pass' | 'missing';
}

/** Which lines of one stamp are the same reading: all, none, or those with the same text in a column. */
export type IdentitySpec = 'stamp' | 'stamp + order' | { readonly column: ColumnRef };

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'iso-8859-1';

/** A raw format, described: what a TOML file of a few lines says (docs/raw-formats.md). */
export interface Description {
  readonly name: string;
  /** undefined: told by content. */
  readonly encoding?: Encoding;
  readonly delimiter: string;
  /** The decimal sign of numbers, or either. */
  readonly decimal: '.' | ',' | '.,';
  readonly header: HeaderSpec;
  /** A line that begins so begins the file, or another one within it. */
  readonly begin?: string;
  /** Lines at the top that are no readings, header among them. */
  readonly skip: number;
  /** Lines behind the header that are no readings. */
  readonly units: number;
  readonly comment: readonly string[];
  /** Only lines with one of these values in a column are of this table. */
  readonly rows?: { readonly column: ColumnRef; readonly is: readonly string[] };
  /** Only what stands under a head with a line like this is of this table. */
  readonly headOfRows?: RegExp;
  readonly gauge: GaugeSpec;
  readonly time: TimeSpec;
  readonly value: ValueSpec;
  readonly nulls: readonly string[];
  readonly battery?: ColumnRef;
  readonly wind?: ColumnRef;
  readonly identity: IdentitySpec;
  readonly stamp: 'end' | 'start';
  readonly intervalS?: number;
  /** Columns that hold nothing worth keeping; `all`: whatever else is in the file. */
  readonly ignore: readonly ColumnRef[] | 'all';
}
