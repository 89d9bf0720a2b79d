import { Bytes } from '../bytes.js';
import { writeDelta } from './delta.js';
import { Dictionary } from './dictionary.js';
import { writeHybrid } from './hybrid.js';
import { i32, struct, writeStruct } from './thrift.js';

/** Physical types (parquet.thrift `Type`). */
export const TYPE = { int32: 1, int64: 2, double: 5, bytes: 6 } as const;
/** `Encoding`. */
const ENCODING = { plain: 0, rle: 3, delta: 5, dictionary: 8 } as const;
/** `PageType`. */
const PAGE = { data: 0, dictionary: 2 } as const;

/** A column of a file. */
export interface Column {
  readonly name: string;
  readonly type: (typeof TYPE)[keyof typeof TYPE];
  /** Whether NaN stands for null; otherwise there is none. */
  readonly nullable: boolean;
  /** Whether values mostly rise by the same step: told by their differences, rather than by a dictionary. */
  readonly steady: boolean;
}

/** A column's part of a row group, as bytes, with what the footer says of it. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly encodings: readonly number[];
  /** Bytes of the dictionary page, which comes first; 0 where there is none. */
  readonly dictionaryBytes: number;
  readonly nulls: number;
}

/** Rows of a chunk at most. */
export const MOST_ROWS = 65_536;

/** Encodes columns, chunk by chunk; a chunk's bytes are valid until the next. */
export class ColumnEncoder {
  private readonly chunk = new Bytes();
  private readonly page = new Bytes();
  private readonly part = new Bytes();
  private readonly dictionary = new Dictionary();
  private readonly present = new Float64Array(MOST_ROWS);
  private readonly levels = new Uint8Array(MOST_ROWS);

  /** At most 65,536 values. */
  encode({ type, nullable, steady }: Column, values: Float64Array | Uint32Array): Chunk {
    this.chunk.clear();
    this.page.clear();
    const present = nullable ? this.writeLevels(values) : values;
    const encoding = steady ? ENCODING.delta : ENCODING.dictionary;
    if (steady) writeDelta(present, this.page);
    const dictionaryBytes = steady ? 0 : this.writeDictionary(present, type);
    const about = { 1: i32(values.length), 2: i32(encoding), 3: i32(ENCODING.rle), 4: i32(ENCODING.rle) };
    this.writePage(PAGE.data, { 5: struct(about) }, this.page);
    const encodings = [encoding, ENCODING.rle, ...(steady ? [] : [ENCODING.plain])];
    return { bytes: this.chunk.written, encodings, dictionaryBytes, nulls: values.length - present.length };
  }

  /** At most 65,536 texts, as places in a list of words; NaN is null. */
  encodeTexts(words: readonly string[], places: Float64Array): Chunk {
    this.chunk.clear();
    this.page.clear();
    const present = this.writeLevels(places);
    this.part.clear();
    for (const word of words) {
      const bytes = Buffer.from(word);
      this.part.uint32(bytes.length);
      this.part.append(bytes);
    }
    this.writePage(PAGE.dictionary, { 7: struct({ 1: i32(words.length), 2: i32(ENCODING.plain) }) }, this.part);
    const dictionaryBytes = this.chunk.length;
    const width = Math.max(1, Math.ceil(Math.log2(words.length)));
    this.page.byte(width);
    writeHybrid(present, present.length, width, this.page);
    const about = { 1: i32(places.length), 2: i32(ENCODING.dictionary), 3: i32(ENCODING.rle), 4: i32(ENCODING.rle) };
    this.writePage(PAGE.data, { 5: struct(about) }, this.page);
    const encodings = [ENCODING.dictionary, ENCODING.rle, ENCODING.plain];
    return { bytes: this.chunk.written, encodings, dictionaryBytes, nulls: places.length - present.length };
  }

  /** Which values are there, into the page; gives them. */
  private writeLevels(values: Float64Array | Uint32Array): Float64Array | Uint32Array {
    const { levels, present } = this;
    let count = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      levels[i] = value === value ? 1 : 0;
      present[count] = value;
      count += levels[i]!;
    }
    this.part.clear();
    writeHybrid(levels, values.length, 1, this.part);
    this.page.uint32(this.part.length);
    this.page.append(this.part.written);
    return present.subarray(0, count);
  }

  /** The dictionary page into the chunk, the places in it into the data page. Gives the bytes of the former. */
  private writeDictionary(values: ArrayLike<number>, type: Column['type']): number {
    const { dictionary } = this;
    dictionary.fill(values, values.length);
    const { size } = dictionary;
    this.part.clear();
    const distinct = dictionary.values.subarray(0, size);
    const elements = type === TYPE.double ? distinct : Uint32Array.from(distinct);
    this.part.append(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength));
    this.writePage(PAGE.dictionary, { 7: struct({ 1: i32(size), 2: i32(ENCODING.plain) }) }, this.part);
    const width = Math.max(1, Math.ceil(Math.log2(size)));
    this.page.byte(width);
    writeHybrid(dictionary.indices, values.length, width, this.page);
    return this.chunk.length;
  }

  private writePage(type: number, about: Parameters<typeof writeStruct>[0], { written }: Bytes): void {
    writeStruct({ 1: i32(type), 2: i32(written.length), 3: i32(written.length), ...about }, this.chunk);
    this.chunk.append(written);
  }
}
