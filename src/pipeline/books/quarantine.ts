import type { Fingerprint, OutputFolder } from '../../domain/storage/output-folder.js';
import { quarantinePath } from '../../domain/paths.js';
import type { Reject } from '../../domain/readings/reading.js';
import {
  compareQuarantineRows,
  QUARANTINE_HEADER,
  quarantineRow,
  quarantineText,
  readQuarantine,
  REPLAYED,
  replayedRow,
  type QuarantineRow,
} from '../../formats/csv/quarantine-csv.js';
import type { Spill } from '../../../streams/kernels/partition/spill.js';

/** Text held before a sorted run of it goes to the spill. */
const RUN_CHARS = 1 << 20;
const PAGE_BYTES = 65_536;

/**
 * Gathers the rows of one quarantine file in any order and merges them, sorted and each once, with what is there
 * already. Memory: 1 Mi characters and a page per sorted run, however many rows.
 */
export class Quarantine {
  private rows: QuarantineRow[] = [];
  private chars = 0;
  private readonly runs: { position: number; bytes: number }[] = [];

  constructor(
    readonly gauge: string | undefined,
    private readonly spill: Spill,
  ) {}

  add(reject: Reject): void {
    this.gather(quarantineRow(reject));
  }

  /** Marks a line that is there as understood later: its row takes the place of any other of the same line and text. */
  addReplayed(row: QuarantineRow, text: string): void {
    this.gather(replayedRow(row, text));
  }

  private gather(row: QuarantineRow): void {
    this.rows.push(row);
    this.chars += row.row.length;
    if (this.chars >= RUN_CHARS) this.spillRun();
  }

  get path(): string {
    return quarantinePath(this.gauge);
  }

  /** Merges into the file in `out`, and with the files `others`; tells its fingerprint, and whether it changed. */
  merge(out: OutputFolder, others: readonly string[] = []): { fingerprint: Fingerprint; changed: boolean } {
    const before = out.fingerprint(this.path);
    const published = [...(before ? [this.path] : []), ...others];
    const inputs = [
      ...published.map((file) => readQuarantine(out.pieces(file))),
      ...this.runs.map((run) => readQuarantine(this.pages(run))),
      this.rows.sort(compareQuarantineRows)[Symbol.iterator](),
    ];
    const staged = out.stage(this.path);
    staged.write(Buffer.from(QUARANTINE_HEADER));
    let page = '';
    for (const row of withoutReplayed(mergeRows(inputs))) {
      page += row.row;
      if (page.length < PAGE_BYTES) continue;
      staged.write(Buffer.from(page));
      page = '';
    }
    staged.write(Buffer.from(page));
    const fingerprint = staged.finish();
    out.commit(this.path);
    return { fingerprint, changed: before?.sha256 !== fingerprint.sha256 };
  }

  /** What was gathered, in any order. */
  *gathered(): Generator<QuarantineRow, void, undefined> {
    for (const run of this.runs) yield* readQuarantine(this.pages(run));
    yield* this.rows;
  }

  private spillRun(): void {
    const rows = this.rows.sort(compareQuarantineRows).map(({ row }) => row);
    const bytes = Buffer.from(QUARANTINE_HEADER + rows.join(''));
    this.runs.push({ position: this.spill.append(bytes), bytes: bytes.length });
    this.rows = [];
    this.chars = 0;
  }

  private *pages({ position, bytes }: { position: number; bytes: number }): Generator<Uint8Array, void, undefined> {
    for (let at = 0; at < bytes; at += PAGE_BYTES) {
      const page = Buffer.allocUnsafe(Math.min(PAGE_BYTES, bytes - at));
      this.spill.read(position + at, page);
      yield page;
    }
  }
}

/** A sorted input, and its next row. */
interface Head {
  readonly input: Iterator<QuarantineRow, unknown>;
  row: QuarantineRow;
}

/** Merges sorted rows into sorted rows, no row twice. Each row costs the logarithm of how many inputs there are. */
function* mergeRows(inputs: readonly Iterator<QuarantineRow, unknown>[]): Generator<QuarantineRow, void, undefined> {
  const heads: Head[] = [];
  for (const input of inputs) {
    const row = nextRow(input);
    if (row) heads.push({ input, row });
  }
  // A heap: none is less than the one at half its place.
  for (let at = heads.length >> 1; at-- > 0;) sink(heads, at);
  let last: QuarantineRow | undefined;
  while (heads.length > 0) {
    const least = heads[0]!;
    const { row } = least;
    if (last === undefined || compareQuarantineRows(last, row) !== 0) yield row;
    last = row;
    const next = nextRow(least.input);
    if (next) least.row = next;
    else {
      const end = heads.pop()!;
      if (heads.length > 0) heads[0] = end;
    }
    sink(heads, 0);
  }
}

/** Puts the head at a place below those that are less. */
function sink(heads: Head[], at: number): void {
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2])
      if (child < heads.length && compareQuarantineRows(heads[child]!.row, heads[least]!.row) < 0) least = child;
    if (least === at) return;
    [heads[at], heads[least]] = [heads[least]!, heads[at]!];
    at = least;
  }
}

/** Rows without those of lines, of the same text, that were replayed since. Memory: the rows of one line of a source. */
function* withoutReplayed(rows: Iterable<QuarantineRow>): Generator<QuarantineRow, void, undefined> {
  let group: QuarantineRow[] = [];
  for (const row of rows) {
    const [first] = group;
    if (first && (first.line !== row.line || first.source !== row.source)) {
      yield* stillOpen(group);
      group = [];
    }
    group.push(row);
  }
  yield* stillOpen(group);
}

function stillOpen(group: readonly QuarantineRow[]): readonly QuarantineRow[] {
  const replayed = group.filter(({ reason }) => reason === REPLAYED);
  if (replayed.length === 0) return group;
  const texts = new Set(replayed.map(({ row }) => quarantineText(row)));
  return group.filter(({ reason, row }) => reason === REPLAYED || !texts.has(quarantineText(row)));
}

function nextRow(input: Iterator<QuarantineRow, unknown>): QuarantineRow | undefined {
  const result = input.next();
  return result.done ? undefined : result.value;
}
