import type { ByteCache } from './byte-cache.js';

/** What is made from files, and kept while there is room; what is asked for by several at the same time is made once. */
export class Kept {
  private readonly underway = new Map<string, Promise<unknown>>();

  constructor(private readonly cache: ByteCache) {}

  /** What is kept under a key, which has to name all that it depends on; else it is made. */
  async get<Value>(key: string, make: () => Promise<Value>, sizeBytesOf: (value: Value) => number): Promise<Value> {
    const found = this.cache.get(key) as Value | undefined;
    if (found !== undefined) return found;
    let making = this.underway.get(key) as Promise<Value> | undefined;
    if (!making) {
      making = make().finally(() => this.underway.delete(key));
      this.underway.set(key, making);
    }
    const value = await making;
    this.cache.set(key, value, sizeBytesOf(value));
    return value;
  }
}
