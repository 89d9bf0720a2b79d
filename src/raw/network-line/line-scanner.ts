import { arraysAt, BATCH } from '../../domain/columns.js';
import { globalOf, instantiate, memoryOf, type WasmExports, type WasmGlobal } from '../../kernels/wasm.js';
import type { LabelPrefix, LabelTable } from './label-table.js';
import { BATCH_ROWS, ReadingColumns } from '../../domain/readings/reading-columns.js';
import { scanLines } from './scan-lines.js';

/** Scans pieces of whole lines, and gathers the readings of those that are usual. */
export interface LineScanner {
  readonly gathered: ReadingColumns;
  /** Takes `bytes[at, end)`, which ends with a line end. */
  begin(bytes: Uint8Array, at: number, end: number): void;
  /** Goes on at `at` of these bytes, offsets counting from `base`; gives where it stopped: see `scanLines`. */
  scan(at: number, base: number): number;
}

/** Stamps outside are no usual readings. */
export interface StampRange {
  readonly notBeforeS: number;
  readonly notAfterS: number;
}

/** The quickest scanner that this machine has. */
export function lineScanner(labels: LabelTable, range: StampRange): LineScanner {
  const exports = instantiate('scan-lines');
  return exports ? new WasmScanner(exports, labels, range) : new PlainScanner(labels, range);
}

const NOTHING = new Uint8Array(0);

/** In JavaScript. */
export class PlainScanner implements LineScanner {
  private bytes: Uint8Array = NOTHING;
  private view: DataView = new DataView(NOTHING.buffer);
  private end = 0;

  constructor(
    private readonly labels: LabelTable,
    private readonly range: StampRange,
    readonly gathered = new ReadingColumns(),
  ) {}

  begin(bytes: Uint8Array, _at: number, end: number): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = end;
  }

  scan(at: number, base: number): number {
    const { bytes, view, end, labels, gathered } = this;
    const { notBeforeS, notAfterS } = this.range;
    return scanLines(bytes, view, at, end, base, labels, gathered, notBeforeS, notAfterS);
  }
}

/** What `assembly/scan-lines.ts` exports as a function. */
// eslint-disable-next-line max-params -- a WebAssembly function takes numbers alone
type Scan = (line: number, end: number, base: number, labels: number, notBeforeS: number, notAfterS: number) => number;

/** In WebAssembly: lines are copied into its memory, and the rows gathered there. */
class WasmScanner implements LineScanner {
  readonly gathered: ReadingColumns;
  private readonly memory: Uint8Array;
  private readonly scanRows: Scan;
  private readonly rows: WasmGlobal;
  private readonly table: WasmLabels;
  private readonly input: number;
  private readonly inputBytes: number;
  /** For pieces that do not fit, and labels that do not. */
  private readonly plain: PlainScanner;
  private isOurs = false;
  /** What is to be added to a position in the piece to have its place in the memory. */
  private shift = 0;
  private end = 0;
  private bytes: Uint8Array = NOTHING;

  constructor(
    exports: WasmExports,
    private readonly labels: LabelTable,
    private readonly range: StampRange,
  ) {
    const buffer = memoryOf(exports);
    const place = (name: string): number => globalOf(exports, name).value;
    this.memory = new Uint8Array(buffer);
    this.scanRows = exports['scan'] as Scan;
    this.rows = globalOf(exports, 'rows');
    this.input = place('INPUT');
    this.inputBytes = place('INPUT_BYTES');
    this.table = new WasmLabels(buffer, place);
    this.gathered = new ReadingColumns(arraysAt(BATCH, buffer, place('COLUMNS'), BATCH_ROWS));
    this.plain = new PlainScanner(labels, range, this.gathered);
  }

  begin(bytes: Uint8Array, at: number, end: number): void {
    this.plain.begin(bytes, at, end);
    this.isOurs = end - at <= this.inputBytes;
    if (!this.isOurs) return;
    this.bytes = bytes;
    this.end = end;
    this.shift = this.input - at;
    this.memory.set(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end), this.input);
  }

  scan(at: number, base: number): number {
    if (!this.isOurs) return this.plain.scan(at, base);
    const { end, shift, rows, gathered, labels, table } = this;
    const { notBeforeS, notAfterS } = this.range;
    rows.value = gathered.count;
    let line = at;
    for (;;) {
      const known = table.update(labels);
      line = this.scanRows(line + shift, end + shift, base + shift, known, notBeforeS, notAfterS) - shift;
      gathered.count = rows.value;
      if (line >= end || gathered.isFull || !labels.find(this.bytes, line)) return line;
      if (!table.fits(labels.current)) return this.plain.scan(line, base);
      // A label met before, but not in this batch, gets its code; with one the line is unusual.
      if (labels.current.code >= 0 || labels.code < 0) return line;
    }
  }
}

/** The labels as the module sees them; those that are too long for it stay with JavaScript. */
class WasmLabels {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  /** Of an entry: its size, and where its parts are. Asking the module costs, and a batch of a small file asks twice. */
  private readonly entryBytes: number;
  private readonly maskAt: number;
  private readonly lengthAt: number;
  private readonly codeAt: number;
  private version = -1;
  private count = 0;

  constructor(buffer: ArrayBuffer, place: (name: string) => number) {
    this.bytes = new Uint8Array(buffer, place('LABELS'));
    this.view = new DataView(buffer, place('LABELS'));
    this.entryBytes = place('ENTRY_BYTES');
    this.maskAt = place('MASK_AT');
    this.lengthAt = place('LENGTH_AT');
    this.codeAt = place('CODE_AT');
  }

  /** Tells the module of what is new; gives how many labels it knows. */
  update(labels: LabelTable): number {
    if (labels.version === this.version) return this.count;
    this.version = labels.version;
    const { view, entryBytes, codeAt } = this;
    const short = labels.known.filter((label) => this.fits(label));
    for (let i = this.count; i < short.length; i++) this.add(short[i]!, i * entryBytes);
    this.count = short.length;
    for (const [i, { code }] of short.entries()) view.setInt32(i * entryBytes + codeAt, code, true);
    return this.count;
  }

  fits({ bytes }: LabelPrefix): boolean {
    return bytes.length <= this.maskAt;
  }

  private add({ bytes }: LabelPrefix, at: number): void {
    this.bytes.set(bytes, at);
    this.bytes.fill(0xff, at + this.maskAt, at + this.maskAt + bytes.length);
    this.view.setUint32(at + this.lengthAt, bytes.length, true);
  }
}
