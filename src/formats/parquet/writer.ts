import type { ByteSink } from '../../domain/storage/sink.js';
import { Bytes } from '../bytes.js';
import type { Column, ColumnEncoder } from './column.js';
import { binary, bool, i32, i64, list, struct, text, writeStruct, type Value } from './thrift.js';

const MAGIC = Buffer.from('PAR1');
/** `FieldRepetitionType`, `ConvertedType`. */
const REPETITION = { required: 0, optional: 1 } as const;
const CONVERTED = { utf8: 0, timestampMillis: 9, uint32: 13 } as const;

/** What a column's numbers mean beyond their type. */
export type Meaning = 'number' | 'count' | 'time' | 'text';

/** Texts of a column: places in a list of distinct words, NaN for null. */
export interface Texts {
  readonly words: readonly string[];
  readonly places: Float64Array;
}

export interface MeaningfulColumn extends Column {
  readonly meaning: Meaning;
}

/**
 * Writes a Parquet file (Apache Parquet format 2.9) of numbers, row group by row group: uncompressed, because dictionaries
 * and differences leave little to compress. Written here, because packages box every value and take several times as
 * long as the CSV. Memory: a row group of at most 65,536 rows.
 */
export class ParquetWriter {
  private readonly groups: Value[] = [];
  private position = 0;
  private rows = 0;

  constructor(
    private readonly columns: readonly MeaningfulColumn[],
    private readonly encoder: ColumnEncoder,
    private readonly sink: ByteSink,
    private readonly title = 'readings',
  ) {
    this.write(MAGIC);
  }

  /**
   * A row group: a column of values each, at most 65,536, all of one length; NaN is null. A column is asked for when the one
   * before is written, so that it may lie in the same place.
   */
  writeGroup(values: Iterable<Float64Array | Uint32Array | Texts>): void {
    const start = this.position;
    const chunks: Value[] = [];
    let rows = 0;
    for (const column of values) {
      rows = 'words' in column ? column.places.length : column.length;
      chunks.push(this.writeChunk(this.columns[chunks.length]!, column));
    }
    this.groups.push(struct({ 1: list(chunks), 2: i64(this.position - start), 3: i64(rows) }));
    this.rows += rows;
  }

  /** The footer, with texts to say beside the data. */
  finish(said: Readonly<Record<string, string>>): void {
    const footer = new Bytes();
    const root = struct({ 4: text(this.title), 5: i32(this.columns.length) });
    const typeDefinedOrder = struct({ 1: struct({}) });
    const fields = {
      1: i32(1),
      2: list([root, ...this.columns.map(schemaElement)]),
      3: i64(this.rows),
      4: list(this.groups),
      5: list(Object.entries(said).map(([key, value]) => struct({ 1: text(key), 2: text(value) }))),
      6: text('pluvio'),
      7: list(this.columns.map(() => typeDefinedOrder)),
    };
    writeStruct(fields, footer);
    footer.uint32(footer.length);
    footer.append(MAGIC);
    this.write(footer.written);
  }

  private writeChunk(column: Column, values: Float64Array | Uint32Array | Texts): Value {
    const start = this.position;
    const { bytes, encodings, dictionaryBytes, nulls } =
      'words' in values ? this.encoder.encodeTexts(values.words, values.places) : this.encoder.encode(column, values);
    const count = 'words' in values ? values.places.length : values.length;
    this.write(bytes);
    const about = {
      1: i32(column.type),
      2: list(encodings.map(i32)),
      3: list([text(column.name)]),
      4: i32(0),
      5: i64(count),
      6: i64(bytes.length),
      7: i64(bytes.length),
      9: i64(start + dictionaryBytes),
      11: dictionaryBytes > 0 ? i64(start) : undefined,
      12: column.steady && !('words' in values) ? bounds(values, nulls) : struct({ 3: i64(nulls) }),
    };
    return struct({ 2: i64(start), 3: struct(about) });
  }

  private write(bytes: Uint8Array): void {
    this.sink(bytes);
    this.position += bytes.length;
  }
}

/** `Statistics` of whole numbers; NaN is null. */
function bounds(values: ArrayLike<number>, nulls: number): Value {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return struct({ 3: i64(nulls) });
  const int64 = (value: number): Value => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    return binary(bytes);
  };
  return struct({ 3: i64(nulls), 5: int64(most), 6: int64(least) });
}

function schemaElement({ name, type, nullable, meaning }: MeaningfulColumn): Value {
  const repetition = nullable ? REPETITION.optional : REPETITION.required;
  const base = { 1: i32(type), 3: i32(repetition), 4: text(name) };
  if (meaning === 'number') return struct(base);
  if (meaning === 'text') return struct({ ...base, 6: i32(CONVERTED.utf8) });
  if (meaning === 'count') return struct({ ...base, 6: i32(CONVERTED.uint32) });
  const utcMillis = struct({ 1: bool(true), 2: struct({ 1: struct({}) }) });
  return struct({ ...base, 6: i32(CONVERTED.timestampMillis), 10: struct({ 8: utcMillis }) });
}
