/** How many labels keep their bytes for quick comparison; a stream with more still works, the lines of the others more slowly. */
export const MOST_REMEMBERED = 16_384;

const COMMA = 44;

/** A label met before, and the comma after it, as the little-endian words that a line then starts with. */
export interface LabelPrefix {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whole words. */
  readonly words: Int32Array;
  /** What is left beyond them, and which of a word's bits that is. */
  readonly rest: number;
  readonly restMask: number;
  /** Among those that are remembered. */
  readonly place: number;
  /** In the batch `batch`. */
  code: number;
  batch: number;
}

/**
 * The labels of one batch, by the bytes they are spelt with. A scan asks "does the line start with this label and a
 * comma?" far more often than it meets a new one. What a line costs does not depend on how many labels there are.
 */
export class LabelTable {
  /** The labels of the batch being filled; a code is an index into it. */
  names: string[] = [];
  /** What a line starts with that `find` found last. */
  current: LabelPrefix = prefixOf('', -1);
  /** Number of the batch being filled. */
  batch = 0;
  /** Remembered labels that `code` gave a code of this batch. */
  coded: LabelPrefix[] = [];
  private readonly prefixes: LabelPrefix[] = [];
  private readonly byName = new Map<string, LabelPrefix>();
  /** By the bytes before the comma, as Latin-1. */
  private readonly byBytes = new Map<string, LabelPrefix>();
  private longestBytes = 0;
  /** Codes, in this batch, of labels that there is no room to remember. */
  private codes = new Map<string, number>();
  /** Where `find` found last. */
  private place = 0;

  /** Those that are remembered, in the order met. */
  get known(): readonly LabelPrefix[] {
    return this.prefixes;
  }

  /** Forgets the codes, not the spellings: the next batch has a dictionary of its own. */
  startBatch(): void {
    this.names = [];
    this.coded = [];
    this.batch++;
    if (this.codes.size > 0) this.codes = new Map();
  }

  /** Whether the line at `at` starts with a remembered label and a comma: `current` then. */
  find(bytes: Uint8Array, at: number): boolean {
    const { prefixes } = this;
    if (prefixes.length === 0) return false;
    // The one after the last one first: where gauges take turns, it is theirs.
    const next = this.place + 1 < prefixes.length ? this.place + 1 : 0;
    const inTurn = prefixes[next]!;
    if (startsWith(bytes, at, inTurn.bytes)) {
      this.place = next;
      this.current = inTurn;
      return true;
    }
    const end = commaWithin(bytes, at, at + this.longestBytes);
    const found = end < 0 ? undefined : this.byBytes.get(latin1(bytes.subarray(at, end)));
    if (!found) return false;
    this.current = found;
    this.place = found.place;
    return true;
  }

  /** Code, in this batch, of the current label. */
  get code(): number {
    const { current } = this;
    if (current.batch !== this.batch) {
      this.giveCode(current);
      this.coded.push(current);
    }
    return current.code;
  }

  /** Gives the next code to a label that has none in this batch. */
  giveCode(prefix: LabelPrefix): void {
    prefix.code = this.names.push(prefix.name) - 1;
    prefix.batch = this.batch;
  }

  /** Code of any label; remembers its spelling while there is room. */
  codeOf(name: string): number {
    const known = this.byName.get(name) ?? this.remembered(name);
    if (known) {
      this.current = known;
      return this.code;
    }
    let code = this.codes.get(name);
    if (code === undefined) this.codes.set(name, (code = this.names.push(name) - 1));
    return code;
  }

  private remembered(name: string): LabelPrefix | undefined {
    if (this.prefixes.length === MOST_REMEMBERED || name.includes(',')) return undefined;
    const prefix = prefixOf(name, this.prefixes.length);
    this.prefixes.push(prefix);
    this.byName.set(name, prefix);
    this.byBytes.set(latin1(prefix.bytes.subarray(0, -1)), prefix);
    this.longestBytes = Math.max(this.longestBytes, prefix.bytes.length);
    return prefix;
  }
}

function prefixOf(name: string, place: number): LabelPrefix {
  const bytes = Buffer.from(`${name},`);
  const padded = Buffer.alloc(bytes.length + 4);
  bytes.copy(padded);
  const words = Int32Array.from({ length: bytes.length >>> 2 }, (_, i) => padded.readInt32LE(4 * i));
  const restMask = (1 << (8 * (bytes.length & 3))) - 1;
  const rest = padded.readInt32LE(4 * words.length) & restMask;
  return { name, bytes, words, rest, restMask, place, code: -1, batch: -1 };
}

function startsWith(bytes: Uint8Array, at: number, prefix: Uint8Array): boolean {
  let k = 0;
  while (k < prefix.length && bytes[at + k] === prefix[k]) k++;
  return k === prefix.length;
}

/** Where the first comma of `bytes[at, end)` is; -1 where there is none. */
function commaWithin(bytes: Uint8Array, at: number, end: number): number {
  for (let k = at; k < end && k < bytes.length; k++) if (bytes[k] === COMMA) return k;
  return -1;
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
