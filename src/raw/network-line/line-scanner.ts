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
  const kernel = (scanKernel ??= openKernel());
  return kernel ? new WasmScanner(kernel, labels, range) : new PlainScanner(labels, range);
}

/** All scanners of a thread share it: each takes and gives whole pieces, and one made anew for each folder would cost more than a small folder's lines. */
let scanKernel: ScanKernel | null | undefined;

function openKernel(): ScanKernel | null {
  const exports = instantiate('scan-lines');
  return exports ? new ScanKernel(exports) : null;
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

/** What `assembly/scan-lines.ts` exports as functions. */
// eslint-disable-next-line max-params -- a WebAssembly function takes numbers alone
type Scan = (line: number, end: number, base: number, labels: number, notBeforeS: number, notAfterS: number) => number;

/** The module: lines are copied into its memory, and the rows gathered there. */
class ScanKernel {
  readonly gathered: ReadingColumns;
  readonly memory: Uint8Array;
  readonly scanRows: Scan;
  readonly rows: WasmGlobal;
  readonly table: WasmLabels;
  readonly input: number;
  readonly inputBytes: number;

  constructor(exports: WasmExports) {
    const buffer = memoryOf(exports);
    const place = (name: string): number => globalOf(exports, name).value;
    this.memory = new Uint8Array(buffer);
    this.scanRows = exports['scan'] as Scan;
    this.rows = globalOf(exports, 'rows');
    this.input = place('INPUT');
    this.inputBytes = place('INPUT_BYTES');
    this.table = new WasmLabels(exports);
    this.gathered = new ReadingColumns(arraysAt(BATCH, buffer, place('COLUMNS'), BATCH_ROWS));
  }
}

/** In WebAssembly. */
class WasmScanner implements LineScanner {
  readonly gathered: ReadingColumns;
  /** For pieces that do not fit, and labels that do not. */
  private readonly plain: PlainScanner;
  private isOurs = false;
  /** What is to be added to a position in the piece to have its place in the memory. */
  private shift = 0;
  private end = 0;
  private bytes: Uint8Array = NOTHING;

  constructor(
    private readonly kernel: ScanKernel,
    private readonly labels: LabelTable,
    private readonly range: StampRange,
  ) {
    this.gathered = kernel.gathered;
    this.plain = new PlainScanner(labels, range, this.gathered);
  }

  begin(bytes: Uint8Array, at: number, end: number): void {
    this.plain.begin(bytes, at, end);
    const { memory, input, inputBytes } = this.kernel;
    this.isOurs = end - at <= inputBytes;
    if (!this.isOurs) return;
    this.bytes = bytes;
    this.end = end;
    this.shift = input - at;
    memory.set(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end), input);
  }

  scan(at: number, base: number): number {
    if (!this.isOurs) return this.plain.scan(at, base);
    const { end, shift, gathered, labels } = this;
    const { scanRows, rows, table } = this.kernel;
    const { notBeforeS, notAfterS } = this.range;
    rows.value = gathered.count;
    const known = table.give(labels);
    const line = scanRows(at + shift, end + shift, base + shift, known, notBeforeS, notAfterS) - shift;
    gathered.count = rows.value;
    table.take(labels);
    if (known === labels.known.length || line >= end || gathered.isFull || !labels.find(this.bytes, line)) return line;
    return table.fits(labels.current) ? line : this.plain.scan(line, base);
  }
}

/** The labels as the module sees them; those that are too long for it stay with JavaScript. */
class WasmLabels {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly coded: Uint16Array;
  /** Of an entry: its size, and where its parts are. Asking the module costs, and a batch of a small file asks twice. */
  private readonly entryBytes: number;
  private readonly maskAt: number;
  private readonly lengthAt: number;
  private readonly codeAt: number;
  private readonly batchAt: number;
  private readonly batch: WasmGlobal;
  private readonly codes: WasmGlobal;
  private readonly forget: () => void;
  private readonly remember: (index: number) => void;
  /** Whose labels the module has, of which batch. */
  private owner: LabelTable | undefined;
  private ownersBatch = -1;
  /** How many of them were looked at, and which the module has. */
  private looked = 0;
  private entries: LabelPrefix[] = [];
  private placeOf = new Map<LabelPrefix, number>();
  /** How many of those with a code it was told of. */
  private told = 0;

  constructor(exports: WasmExports) {
    const buffer = memoryOf(exports);
    const place = (name: string): number => globalOf(exports, name).value;
    this.bytes = new Uint8Array(buffer, place('LABELS'));
    this.view = new DataView(buffer, place('LABELS'));
    this.coded = new Uint16Array(buffer, place('CODED'), place('MOST_LABELS'));
    this.entryBytes = place('ENTRY_BYTES');
    this.maskAt = place('MASK_AT');
    this.lengthAt = place('LENGTH_AT');
    this.codeAt = place('CODE_AT');
    this.batchAt = place('BATCH_AT');
    this.batch = globalOf(exports, 'batch');
    this.codes = globalOf(exports, 'codes');
    this.forget = exports['forget'] as () => void;
    this.remember = exports['remember'] as (index: number) => void;
  }

  /** Tells the module of what is new; gives how many labels it knows. */
  give(labels: LabelTable): number {
    if (labels !== this.owner) this.startWith(labels);
    if (labels.batch !== this.ownersBatch) {
      this.ownersBatch = labels.batch;
      this.batch.value = (this.batch.value + 1) & 0x3fffffff;
      this.told = 0;
    }
    const { known, coded } = labels;
    for (; this.looked < known.length; this.looked++) {
      const label = known[this.looked]!;
      if (this.fits(label)) this.add(label);
    }
    for (; this.told < coded.length; this.told++) this.tellCode(coded[this.told]!);
    this.codes.value = labels.names.length;
    return this.entries.length;
  }

  /** Takes over the codes that the module gave. */
  take(labels: LabelTable): void {
    const { coded, entries } = this;
    for (let code = labels.names.length; code < this.codes.value; code++) labels.giveCode(entries[coded[code]!]!);
  }

  fits({ bytes }: LabelPrefix): boolean {
    return bytes.length <= this.maskAt;
  }

  private startWith(labels: LabelTable): void {
    this.owner = labels;
    this.ownersBatch = -1;
    this.looked = 0;
    this.entries = [];
    this.placeOf = new Map();
    this.forget();
  }

  private add(label: LabelPrefix): void {
    const at = this.entries.length * this.entryBytes;
    const { bytes } = label;
    this.bytes.fill(0, at, at + this.lengthAt);
    this.bytes.set(bytes, at);
    this.bytes.fill(0xff, at + this.maskAt, at + this.maskAt + bytes.length);
    this.view.setUint32(at + this.lengthAt, bytes.length, true);
    this.remember(this.entries.length);
    this.entries.push(label);
    this.placeOf.set(label, at);
  }

  private tellCode(label: LabelPrefix): void {
    const at = this.placeOf.get(label);
    if (at === undefined) return;
    this.view.setUint32(at + this.codeAt, label.code, true);
    this.view.setUint32(at + this.batchAt, this.batch.value, true);
  }
}
