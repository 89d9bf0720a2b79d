import ndarray, { type NdArray } from 'ndarray';

const ARRAYS = { uint16: Uint16Array, uint32: Uint32Array, float64: Float64Array } as const;
interface ArrayTypes {
  readonly uint16: Uint16Array;
  readonly uint32: Uint32Array;
  readonly float64: Float64Array;
}

/** What is known of a column of readings; of it the types, lists, copies and layouts follow. */
interface ColumnSchema {
  /** The array that it is kept in. */
  readonly type: keyof typeof ARRAYS;
  /** Where it comes from: a logger's line, calibration, or the batch that carries it, and which ends with that batch. */
  readonly of: 'line' | 'rain' | 'batch';
  /** What stands for a missing value; undefined where none is missing. */
  readonly missing?: number;
  /** What it is called between filters, in CSV and JSON; `na`, or null, is a missing value there. */
  readonly text?: string;
  /** How a block of it is packed in the spill (`PackedRows`): by steps, by what is not 0, or as a measure. */
  readonly packed?: 'steps' | 'sparse' | 'measure';
}

/** The columns of readings, in the order in which they lie in memory. A new one is a line here, and what gives it meaning. */
export const COLUMNS = {
  /** Unix seconds, UTC, at the end of the interval that the reading counts. */
  timeS: { type: 'uint32', of: 'line', text: 'time', packed: 'steps' },
  /** Bucket tips since the reading before. */
  tips: { type: 'uint32', of: 'line', text: 'tips', packed: 'sparse' },
  /** As sent, NaN where missing. */
  wind: { type: 'float64', of: 'line', missing: NaN, text: 'wind', packed: 'measure' },
  /** Volts, NaN where missing. */
  battery: { type: 'float64', of: 'line', missing: NaN, text: 'battery', packed: 'measure' },
  /** Calibrated rain of each reading in mm, rounded to 6 decimals. */
  rainMm: { type: 'float64', of: 'rain', text: 'rain_mm', packed: 'sparse' },
  /** Index into the batch's `labels`. */
  label: { type: 'uint16', of: 'batch' },
  /** Where each reading's line starts in the batch's `bytes`. */
  offset: { type: 'uint32', of: 'batch' },
} as const satisfies Readonly<Record<string, ColumnSchema>>;

type Schema = typeof COLUMNS;
type Origin = ColumnSchema['of'];
export type ColumnName<From extends Origin = Origin> = {
  [Name in keyof Schema]: Schema[Name]['of'] extends From ? Name : never;
}[keyof Schema];

type ArrayOf<Name extends ColumnName> = ArrayTypes[Schema[Name]['type']];
type AnyArray = ArrayTypes[keyof ArrayTypes];

/** Columns as arrays, with room for more rows than are in use. */
export type Arrays<Name extends ColumnName> = { readonly [K in keyof Pick<Schema, Name>]: ArrayOf<K> };
/** Columns as ndarrays of shape `[count]`. */
export type Columns<Name extends ColumnName> = { readonly [K in keyof Pick<Schema, Name>]: NdArray<ArrayOf<K>> };

/** What a logger's line says, and a row of the raw series. */
export type SentColumn = ColumnName<'line'>;
/** What a year keeps of a reading. */
export type KeptColumn = ColumnName<'line' | 'rain'>;
/** What a batch has of a reading before calibration. */
export type BatchColumn = ColumnName<'line' | 'batch'>;

export const SENT = columnsFrom('line') as readonly SentColumn[];
export const KEPT = columnsFrom('line', 'rain') as readonly KeptColumn[];
export const BATCH = columnsFrom('line', 'batch') as readonly BatchColumn[];

function columnsFrom(...origins: readonly Origin[]): ColumnName[] {
  const names = Object.keys(COLUMNS) as ColumnName[];
  return origins.flatMap((origin) => names.filter((name) => COLUMNS[name].of === origin));
}

/** A one-dimensional ndarray over the first `count` elements. */
export function column<T extends AnyArray>(data: T, count: number): NdArray<T> {
  return ndarray(data, [count]);
}

/** Bytes of a row in some columns. */
export function rowBytes(names: readonly ColumnName[]): number {
  return names.reduce((bytes, name) => bytes + ARRAYS[COLUMNS[name].type].BYTES_PER_ELEMENT, 0);
}

/** Arrays with room for so many rows. */
export function newArrays<Name extends ColumnName>(names: readonly Name[], rows: number): Arrays<Name> {
  return arraysOf(names, (name) => new ARRAYS[COLUMNS[name].type](rows));
}

/** Arrays of so many rows that lie one behind the other in a memory, from `start` on; `rows` is a multiple of 8. */
export function arraysAt<Name extends ColumnName>(
  names: readonly Name[],
  memory: ArrayBuffer,
  start: number,
  rows: number,
): Arrays<Name> {
  let at = start;
  return arraysOf(names, (name) => {
    const array = new ARRAYS[COLUMNS[name].type](memory, at, rows);
    at += array.byteLength;
    return array;
  });
}

/** One array a column, each made by `arrayOf`. */
export function arraysOf<Name extends ColumnName>(
  names: readonly Name[],
  arrayOf: (name: Name) => AnyArray,
): Arrays<Name> {
  const arrays: Partial<Record<ColumnName, AnyArray>> = {};
  for (const name of names) arrays[name] = arrayOf(name);
  return arrays as Arrays<Name>;
}

/** Copies the first `count` rows of columns to those of others from row `at` on. */
export function copyRows<Name extends ColumnName>(
  names: readonly Name[],
  from: Arrays<NoInfer<Name>>,
  to: Arrays<NoInfer<Name>>,
  { at, count }: { readonly at: number; readonly count: number },
): void {
  for (const name of names) to[name].set(from[name].subarray(0, count), at);
}

/** Gives an object columns of `count` rows over arrays. They are added one by one: copies by spreads cost long runs their memory. */
export function withColumns<Base extends object, Name extends ColumnName>(
  base: Base,
  names: readonly Name[],
  arrays: Arrays<NoInfer<Name>>,
  count: number,
): Base & Columns<Name> {
  const grown = base as Partial<Record<ColumnName, NdArray<AnyArray>>>;
  for (const name of names) grown[name] = column(arrays[name], count);
  return base as Base & Columns<Name>;
}
