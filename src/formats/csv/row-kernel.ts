import { arraysAt, KEPT, type Arrays, type KeptColumn } from '../../domain/columns.js';
import type { YearBucket } from '../../domain/readings/reading.js';
import { globalOf, instantiate, memoryOf, type WasmExports, type WasmGlobal } from '../../kernels/wasm.js';

/** How far a page of raw rows and the page of treated rows made of it are, in bytes. */
export interface PageState {
  used: number;
  /** Up to here the raw rows are in the treated page. */
  copied: number;
  treatedUsed: number;
}

/** A thread's kernel; null where the machine has none. */
let shared: RowKernel | null | undefined;

/**
 * The rows of a series by `./assembly/write-rows.ts`; undefined where this machine has no WebAssembly. It is the thread's only one:
 * a series is written in one go, and a memory made anew for each small folder would cost more than its rows.
 */
export function openRowKernel(): RowKernel | undefined {
  if (shared === undefined) {
    const exports = instantiate('write-rows');
    shared = exports ? new RowKernel(exports) : null;
  }
  return shared ?? undefined;
}

export class RowKernel {
  /** Pages of raw and of treated rows, in the memory of the module. */
  readonly raw: Uint8Array;
  readonly treated: Uint8Array;
  private readonly station: Uint8Array;
  private readonly chunkRows: number;
  private readonly columns: Arrays<KeptColumn>;
  private readonly state: Record<keyof PageState, WasmGlobal>;
  private readonly writeRows: (start: number, end: number, stationBytes: number) => number;
  private stationBytes = 0;
  /** Rows of the bucket that are in the module's columns. */
  private bucket: YearBucket | undefined;
  private chunkStart = 0;
  private chunkEnd = 0;

  constructor(exports: WasmExports) {
    const buffer = memoryOf(exports);
    const place = (name: string): number => globalOf(exports, name).value;
    const rows = place('CHUNK_ROWS');
    this.chunkRows = rows;
    this.raw = new Uint8Array(buffer, place('RAW'), place('RAW_BYTES'));
    this.treated = new Uint8Array(buffer, place('TREATED'), place('TREATED_BYTES'));
    this.station = new Uint8Array(buffer, place('STATION'), place('STATION_BYTES'));
    this.columns = arraysAt(KEPT, buffer, place('COLUMNS'), rows);
    this.state = {
      used: globalOf(exports, 'used'),
      copied: globalOf(exports, 'copied'),
      treatedUsed: globalOf(exports, 'treatedUsed'),
    };
    this.writeRows = exports['write'] as typeof this.writeRows;
  }

  /** Takes the station, with its comma, of the rows that follow; false where it is too long. */
  begin(station: string): boolean {
    this.bucket = undefined;
    const bytes = Buffer.from(station);
    this.stationBytes = bytes.length;
    if (bytes.length > this.station.length) return false;
    this.station.set(bytes);
    return true;
  }

  /** Writes rows `[start, end)` as far as the page has room and none takes more care; gives where they end. */
  write(bucket: YearBucket, start: number, end: number, pages: PageState): number {
    this.load(bucket, start);
    const { state, chunkStart, chunkEnd } = this;
    state.used.value = pages.used;
    state.copied.value = pages.copied;
    state.treatedUsed.value = pages.treatedUsed;
    const last = Math.min(end, chunkEnd) - chunkStart;
    const next = chunkStart + this.writeRows(start - chunkStart, last, this.stationBytes);
    pages.used = state.used.value;
    pages.copied = state.copied.value;
    pages.treatedUsed = state.treatedUsed.value;
    return next;
  }

  /** Has row `start` and those that follow in the columns. */
  private load(bucket: YearBucket, start: number): void {
    if (bucket === this.bucket && start >= this.chunkStart && start < this.chunkEnd) return;
    this.bucket = bucket;
    this.chunkStart = start;
    this.chunkEnd = Math.min(start + this.chunkRows, bucket.count);
    for (const name of KEPT) this.columns[name].set(bucket[name].data.subarray(start, this.chunkEnd));
  }
}
