/** What is wrong with a description: which key, and what. */
export interface KeyProblem {
  readonly key: string;
  readonly what: string;
}

const shown = (value: unknown): string => JSON.stringify(value);

/** Reads the values of one table of a description, and notes everything that is wrong with them. */
export class TableReader {
  private readonly seen = new Set<string>();

  constructor(
    private readonly table: Readonly<Record<string, unknown>>,
    private readonly path: string,
    readonly problems: KeyProblem[],
  ) {}

  has(key: string): boolean {
    return this.table[key] !== undefined;
  }

  get(key: string): unknown {
    this.seen.add(key);
    return this.table[key];
  }

  /** Notes what is wrong with a key, which so has no value. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  fail<T>(key: string, what: string): T | undefined {
    const path = [this.path, key].filter((part) => part !== '').join('.');
    this.problems.push({ key: path, what });
    return undefined;
  }

  text(key: string): string | undefined {
    const value = this.get(key);
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    return this.fail(key, `${shown(value)} is no text`);
  }

  choice<const T extends string>(key: string, choices: readonly T[]): T | undefined {
    const value = this.get(key);
    if (value === undefined || choices.includes(value as T)) return value as T | undefined;
    return this.fail(key, `${shown(value)} is none of ${choices.map((choice) => `"${choice}"`).join(', ')}`);
  }

  whole(key: string, least: number): number | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
    return this.fail(key, `${shown(value)} is no whole number of at least ${least}`);
  }

  positive(key: string): number | undefined {
    const value = this.get(key);
    if (value === undefined || (typeof value === 'number' && value > 0 && Number.isFinite(value))) return value;
    return this.fail(key, `${shown(value)} is no number more than 0`);
  }

  /** Texts, one or a list; numbers are taken as they are written. */
  texts(key: string): string[] | undefined {
    const value = this.get(key);
    if (value === undefined) return undefined;
    const list: unknown[] = Array.isArray(value) ? value : [value];
    if (list.every((item) => typeof item === 'string' || typeof item === 'number')) return list.map(String);
    return this.fail(key, `${shown(value)} is neither text nor a list of texts`);
  }

  pattern(key: string): RegExp | undefined {
    const text = this.text(key);
    if (text === undefined) return undefined;
    return this.compiled(key, text);
  }

  /** A table within the table. */
  inner(key: string, value = this.get(key)): TableReader | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date))
      return new TableReader(
        value as Record<string, unknown>,
        this.path === '' ? key : `${this.path}.${key}`,
        this.problems,
      );
    return this.fail(key, `${shown(value)} is no table { … }`);
  }

  compiled(key: string, source: string): RegExp | undefined {
    try {
      return new RegExp(source, 'u');
    } catch {
      return this.fail(key, `${shown(source)} is no regular expression`);
    }
  }

  /** Notes every key that nobody asked for. */
  noOthers(): void {
    for (const key of Object.keys(this.table))
      if (!this.seen.has(key)) this.fail(key, `there is no such key; the keys are ${[...this.seen].join(', ')}`);
  }
}
