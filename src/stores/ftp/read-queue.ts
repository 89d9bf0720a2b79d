import type { Entry, ReadResult } from '../../domain/store.js';

/** A file to be read; `attempts` that failed so far. */
export interface Job {
  readonly entry: Entry;
  readonly index: number;
  attempts: number;
}

/** What holding a result costs besides its bytes, roughly: so that a window of tiny files is one of memory too. */
const OVERHEAD_BYTES = 512;

/** Files handed out to several readers and given back in the order asked, with a bound on what is held in between. */
export class ReadQueue {
  readonly #entries: Iterator<Entry>;
  readonly #windowBytes: number;
  readonly #onAllAsked: () => void;
  readonly #results = new Map<number, ReadResult>();
  readonly #again: Job[] = [];
  #exhausted = false;
  #taken = 0;
  #settled = 0;
  #heldBytes = 0;
  #failure: Error | undefined;
  #stopped = false;
  #wake: (() => void)[] = [];

  constructor(entries: Iterable<Entry>, windowBytes: number, onAllAsked: () => void = () => undefined) {
    this.#entries = entries[Symbol.iterator]();
    this.#windowBytes = windowBytes;
    this.#onAllAsked = onAllAsked;
  }

  /** The next file to read; undefined where there is none now: see `ready`. */
  take(): Job | undefined {
    if (this.#stopped) return undefined;
    const again = this.#again.shift();
    if (again) return again;
    if (this.#exhausted || (this.#heldBytes > 0 && this.#heldBytes >= this.#windowBytes)) return undefined;
    const next = this.#entries.next();
    if (next.done === true) {
      this.#exhausted = true;
      this.#onAllAsked();
      this.#signal();
      return undefined;
    }
    const entry = next.value;
    this.#heldBytes += entry.sizeBytes + OVERHEAD_BYTES;
    return { entry, index: this.#taken++, attempts: 0 };
  }

  /** A file to read, waited for; undefined when there will be none any more. */
  async ready(): Promise<Job | undefined> {
    for (;;) {
      const job = this.take();
      if (job) return job;
      if (this.#stopped || (this.#exhausted && this.#settled === this.#taken)) return undefined;
      await this.#change();
    }
  }

  /** Puts a file back, to be read by whoever comes next. */
  giveBack(job: Job): void {
    this.#again.push(job);
    this.#signal();
  }

  settle({ index }: Job, result: ReadResult): void {
    this.#results.set(index, result);
    this.#settled++;
    this.#signal();
  }

  /** Ends everything: the results stop with this error after those that are there in order. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.stop();
  }

  stop(): void {
    this.#stopped = true;
    this.#signal();
  }

  async *results(): AsyncGenerator<ReadResult> {
    for (let index = 0; ; index++) {
      let result = this.#results.get(index);
      while (!result) {
        if (this.#failure) throw this.#failure;
        if (this.#exhausted && index === this.#taken) return;
        await this.#change();
        result = this.#results.get(index);
      }
      this.#results.delete(index);
      yield result;
      if (this.#failure) throw this.#failure;
      this.#heldBytes -= result.entry.sizeBytes + OVERHEAD_BYTES;
      this.#signal();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve));
  }

  #signal(): void {
    const waiting = this.#wake;
    if (waiting.length === 0) return;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
