import { SERIES_HEADER } from './csv/series-csv.js';

/** How a file of ours begins, by what it is. */
const BEGINNINGS = [
  { kind: 'mtx', bytes: Buffer.from('%%MatrixMarket ') },
  { kind: 'npz', bytes: Buffer.from('PK\x03\x04', 'latin1') },
  { kind: 'hdf5', bytes: Buffer.from('\x89HDF\r\n\x1a\n', 'latin1') },
  { kind: 'parquet', bytes: Buffer.from('PAR1') },
  { kind: 'series', bytes: Buffer.from(SERIES_HEADER) },
] as const;

export type FileKind = (typeof BEGINNINGS)[number]['kind'];

/** Bytes of a file's beginning that `recognize` needs. */
export const BEGINNING_BYTES = Math.max(...BEGINNINGS.map(({ bytes }) => bytes.length));

/** What a file is by its first bytes, whatever it is called; undefined where it is none of ours. */
export function recognize(beginning: Uint8Array): FileKind | undefined {
  const start = Buffer.from(beginning);
  return BEGINNINGS.find(({ bytes }) => start.subarray(0, bytes.length).equals(bytes))?.kind;
}
