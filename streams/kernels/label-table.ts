/** How many labels keep their bytes for quick comparison; a stream with more still works, more slowly. */
const REMEMBERED = 32;

/**
 * The labels of one batch, by the bytes they are spelt with. A scan asks "does the line start with this label and a
 * comma?" far more often than it meets a new one.
 */
export class LabelTable {
  /** The labels of the batch being filled; a code is an index into it. */
  names: string[] = [];
  private readonly prefixes: { name: string; bytes: Uint8Array; code: number }[] = [];
  private current = 0;

  /** Forgets the codes, not the spellings: the next batch has a dictionary of its own. */
  startBatch(): void {
    this.names = [];
    for (const prefix of this.prefixes) prefix.code = -1;
  }

  /** Length of `label,` at `at`, when it is a remembered one; its code is then `code`. 0 otherwise. */
  match(bytes: Uint8Array, at: number): number {
    const { prefixes } = this;
    const count = prefixes.length;
    for (let tried = 0, i = this.current; tried < count; tried++, i = i + 1 === count ? 0 : i + 1) {
      const prefix = prefixes[i]!.bytes;
      const { length } = prefix;
      let k = 0;
      while (k < length && bytes[at + k] === prefix[k]) k++;
      if (k === length) {
        this.current = i;
        return length;
      }
    }
    return 0;
  }

  /** Code, in this batch, of the label that `match` found last. */
  get code(): number {
    const prefix = this.prefixes[this.current]!;
    if (prefix.code < 0) prefix.code = this.names.push(prefix.name) - 1;
    return prefix.code;
  }

  /** Code of any label; remembers its spelling while there is room. */
  codeOf(name: string): number {
    const known = this.prefixes.findIndex((prefix) => prefix.name === name);
    if (known >= 0) {
      this.current = known;
      return this.code;
    }
    if (this.prefixes.length < REMEMBERED) {
      this.current = this.prefixes.push({ name, bytes: Buffer.from(`${name},`), code: -1 }) - 1;
      return this.code;
    }
    const code = this.names.indexOf(name);
    return code >= 0 ? code : this.names.push(name) - 1;
  }
}
