/** How many labels keep their bytes for quick comparison; a stream with more still works, more slowly. */
const REMEMBERED = 32;

/** A label met before, and the comma after it, as the little-endian words that a line then starts with. */
export interface LabelPrefix {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Whole words. */
  readonly words: Int32Array;
  /** What is left beyond them, and which of a word's bits that is. */
  readonly rest: number;
  readonly restMask: number;
  /** In the batch being filled; -1 where it is not met yet. */
  code: number;
}

/**
 * The labels of one batch, by the bytes they are spelt with. A scan asks "does the line start with this label and a
 * comma?" far more often than it meets a new one.
 */
export class LabelTable {
  /** The labels of the batch being filled; a code is an index into it. */
  names: string[] = [];
  /** What a line starts with that `find` found last. */
  current: LabelPrefix = prefixOf('');
  /** Goes up whenever a label or a code is new. */
  version = 0;
  private readonly prefixes: LabelPrefix[] = [];
  /** Where `find` found last. */
  private place = 0;

  /** Those that are remembered, in the order met. */
  get known(): readonly LabelPrefix[] {
    return this.prefixes;
  }

  /** Forgets the codes, not the spellings: the next batch has a dictionary of its own. */
  startBatch(): void {
    this.names = [];
    for (const prefix of this.prefixes) prefix.code = -1;
    this.version++;
  }

  /** Whether the line at `at` starts with a remembered label and a comma: `current` then. */
  find(bytes: Uint8Array, at: number): boolean {
    const { prefixes } = this;
    // The one after the last one first: where gauges take turns, it is theirs.
    for (let tried = 0; tried < prefixes.length; tried++) {
      this.place = this.place + 1 < prefixes.length ? this.place + 1 : 0;
      const prefix = prefixes[this.place]!;
      if (!startsWith(bytes, at, prefix.bytes)) continue;
      this.current = prefix;
      return true;
    }
    return false;
  }

  /** Code, in this batch, of the current label. */
  get code(): number {
    const { current } = this;
    if (current.code < 0) {
      current.code = this.names.push(current.name) - 1;
      this.version++;
    }
    return current.code;
  }

  /** Code of any label; remembers its spelling while there is room. */
  codeOf(name: string): number {
    const known = this.prefixes.find((prefix) => prefix.name === name);
    if (known) this.current = known;
    else if (this.prefixes.length < REMEMBERED) this.prefixes.push((this.current = prefixOf(name)));
    else {
      const code = this.names.indexOf(name);
      return code >= 0 ? code : this.names.push(name) - 1;
    }
    return this.code;
  }
}

function prefixOf(name: string): LabelPrefix {
  const bytes = Buffer.from(`${name},`);
  const padded = Buffer.alloc(bytes.length + 4);
  bytes.copy(padded);
  const words = Int32Array.from({ length: bytes.length >>> 2 }, (_, i) => padded.readInt32LE(4 * i));
  const restMask = (1 << (8 * (bytes.length & 3))) - 1;
  return { name, bytes, words, rest: padded.readInt32LE(4 * words.length) & restMask, restMask, code: -1 };
}

function startsWith(bytes: Uint8Array, at: number, prefix: Uint8Array): boolean {
  let k = 0;
  while (k < prefix.length && bytes[at + k] === prefix[k]) k++;
  return k === prefix.length;
}
