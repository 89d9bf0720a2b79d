import { arraysAt, SENT, type Arrays, type SentColumn } from '../../domain/columns.js';
import { globalOf, instantiate, memoryOf, type WasmExports, type WasmGlobal } from '../../kernels/wasm.js';
import type { SeriesRows } from '../series-rows.js';

/** Rows of a series read by `./assembly/read-rows.ts`; undefined where this machine has no WebAssembly. */
export function openSeriesKernel(): SeriesKernel | undefined {
  const exports = instantiate('read-rows');
  return exports && new SeriesKernel(exports);
}

export class SeriesKernel {
  /** Where rows are put, in the memory of the module. */
  readonly columns: Arrays<SentColumn>;
  private readonly input: Uint8Array;
  private readonly station: Uint8Array;
  private readonly rows: WasmGlobal;
  private readonly readRows: (start: number, end: number, firstRow: number, stationBytes: number) => number;
  private stationBytes = 0;
  private loadedBytes = 0;

  constructor(exports: WasmExports) {
    const buffer = memoryOf(exports);
    const place = (name: string): number => globalOf(exports, name).value;
    const rows = place('CHUNK_ROWS');
    this.columns = arraysAt(SENT, buffer, place('COLUMNS'), rows);
    this.input = new Uint8Array(buffer, place('INPUT'), place('INPUT_BYTES'));
    this.station = new Uint8Array(buffer, place('STATION'), place('STATION_BYTES'));
    this.rows = globalOf(exports, 'rows');
    this.readRows = exports['read'] as typeof this.readRows;
  }

  /** Takes the station field, with its comma, of the rows that follow; none are read where it is too long. */
  begin(station: Uint8Array): void {
    this.stationBytes = station.length <= this.station.length ? station.length : 0;
    if (this.stationBytes > 0) this.station.fill(0).set(station);
  }

  /** Takes whole lines to be read; where they are too many, none are. */
  load(lines: Uint8Array): void {
    this.loadedBytes = lines.length <= this.input.length ? lines.length : 0;
    if (this.loadedBytes > 0) this.input.set(lines);
  }

  /**
   * Reads rows at `at` of the lines loaded, behind the `rows.count` rows that the columns hold, as far as none takes more
   * care and there is room; gives where it stopped.
   */
  read(at: number, rows: SeriesRows): number {
    if (this.stationBytes === 0 || at >= this.loadedBytes) return at;
    const next = this.readRows(at, this.loadedBytes, rows.count, this.stationBytes);
    rows.count = this.rows.value;
    return next;
  }
}
