/** How names are compared: those of tables, of the command line, and the labels in raw files. */

/** Quotes that may stand around a name, opening and closing. */
const QUOTES = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['«', '»'],
]);

/** A name without blanks and quotes around it. */
export function bareName(text: string): string {
  let name = text.trim();
  while (name.length > 1 && QUOTES.get(name[0]!) === name.at(-1)) name = name.slice(1, -1).trim();
  return name;
}

/** A name as it is compared first: bare, in Unicode NFC. Names that are equal so are one name. */
export function plainName(text: string): string {
  return bareName(text).normalize('NFC');
}

/** A name as it is compared where only case may differ. Both ways are needed: `ẞ` has a small letter, `ß` a capital pair. */
export function caselessName(text: string): string {
  return plainName(text).toLowerCase().toUpperCase().normalize('NFC');
}

/** Answers that an index remembers by the text asked for, and the length of texts that it remembers. */
const MOST_REMEMBERED = 1024;
const LONGEST_REMEMBERED = 256;

/**
 * Whose a name is. A name that was added so, but for blanks, quotes and Unicode form, is its owner's; else one that differs
 * by case alone, where it can only be one owner's. Memory: the names, and at most 1,024 answers.
 */
export class NameIndex<T> {
  private readonly exact = new Map<string, T | undefined>();
  private readonly caseless = new Map<string, Set<T | undefined>>();
  private readonly remembered = new Map<string, T | undefined>();

  /** Gives a name to an owner, unless another has it; to nobody, so that no name like it is taken for it: undefined. */
  add(name: string, owner: T | undefined): void {
    const plain = plainName(name);
    if (this.exact.has(plain)) return;
    this.exact.set(plain, owner);
    const key = caselessName(plain);
    const owners = this.caseless.get(key);
    if (owners) owners.add(owner);
    else this.caseless.set(key, new Set([owner]));
    this.remembered.clear();
  }

  /** The owner of a name; undefined where nobody has it, or several could. */
  get(text: string): T | undefined {
    const known = this.remembered.get(text);
    if (known !== undefined || this.remembered.has(text)) return known;
    const owner = this.find(text);
    if (text.length <= LONGEST_REMEMBERED) {
      if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
      this.remembered.set(text, owner);
    }
    return owner;
  }

  /** Everybody who has this name but for case. */
  alike(text: string): T[] {
    const owners = [...(this.caseless.get(caselessName(text)) ?? [])];
    return owners.filter((owner) => owner !== undefined);
  }

  private find(text: string): T | undefined {
    const plain = plainName(text);
    if (this.exact.has(plain)) return this.exact.get(plain);
    const owners = this.caseless.get(caselessName(plain));
    return owners?.size === 1 ? [...owners][0] : undefined;
  }
}
