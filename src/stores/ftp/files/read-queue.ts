import type { Entry, ReadResult } from '../../../domain/storage/store.js';

/** A file to be read; `attempts` that failed so far. */
export interface Job {
  readonly entry: Entry;
  readonly index: number;
  attempts: number;
  /** To be read with no other file under way on its connection. */
  isAlone: boolean;
  /** The server was silent on it, or broke the connection: read when nothing else can be, and never two such at once. */
  isSuspect: boolean;
  /** How many files had come when it failed first. */
  filesBefore?: number;
}

/** What holding a result costs besides its bytes, roughly: so that a window of tiny files is one of memory too. */
const OVERHEAD_BYTES = 512;

/** Files of one batch: ending it costs a round trip. */
const BATCH_FILES = 128;

interface ReadQueueOptions {
  readonly windowBytes: number;
  readonly readers: number;
  /** Called once, when somebody asks for a file and none is left. */
  readonly onAllAsked?: (() => void) | undefined;
  /** Told of a file whose bytes have come. */
  readonly onArrived?: ((entry: Entry) => void) | undefined;
}

/** Files handed out to several readers and given back in the order asked, with a bound on what is held in between. */
export class ReadQueue {
  readonly #entries: readonly Entry[];
  readonly #windowBytes: number;
  readonly #readers: number;
  readonly #onAllAsked: () => void;
  readonly onArrived: (entry: Entry) => void;
  /** How many files are read before their last replies make them believed; fewer where a connection broke before. */
  batchFiles = BATCH_FILES;
  readonly #results = new Map<number, ReadResult>();
  readonly #again: Job[] = [];
  readonly #suspects: Job[] = [];
  #suspectIsOut = false;
  #taken = 0;
  #settled = 0;
  #heldBytes = 0;
  #failure: Error | undefined;
  #stopped = false;
  #toldAllAsked = false;
  #wake: (() => void)[] = [];

  constructor(entries: readonly Entry[], options: ReadQueueOptions) {
    const { windowBytes, readers, onAllAsked = () => undefined, onArrived = () => undefined } = options;
    this.#entries = entries;
    this.#windowBytes = windowBytes;
    this.#readers = readers;
    this.#onAllAsked = onAllAsked;
    this.onArrived = onArrived;
  }

  /** How many files a reader may take at once so that all end at about the same time; at least one. */
  get share(): number {
    return Math.max(1, Math.ceil((this.#entries.length - this.#taken) / this.#readers));
  }

  /** The next file to read; undefined where there is none now: see `ready`. */
  take(): Job | undefined {
    if (this.#stopped) return undefined;
    return this.#again.shift() ?? this.#fresh() ?? this.#suspect();
  }

  #fresh(): Job | undefined {
    if (this.#heldBytes > 0 && this.#heldBytes >= this.#windowBytes) return undefined;
    const entry = this.#entries[this.#taken];
    if (!entry) {
      this.#tellAllAsked();
      return undefined;
    }
    this.#heldBytes += entry.sizeBytes + OVERHEAD_BYTES;
    return { entry, index: this.#taken++, attempts: 0, isAlone: false, isSuspect: false };
  }

  #suspect(): Job | undefined {
    if (this.#suspectIsOut) return undefined;
    const job = this.#suspects.shift();
    this.#suspectIsOut = job !== undefined;
    return job;
  }

  /** A file to read, waited for; undefined when there will be none any more. */
  async ready(): Promise<Job | undefined> {
    for (;;) {
      const job = this.take();
      if (job) return job;
      if (this.#stopped || this.#settled === this.#entries.length) return undefined;
      await this.#change();
    }
  }

  /** Puts a file back, to be read by whoever comes next. */
  giveBack(job: Job): void {
    (job.isSuspect ? this.#suspects : this.#again).push(job);
    if (job.isSuspect) this.#suspectIsOut = false;
    this.#signal();
  }

  /** Puts a file back that may be what the server does not bear. */
  suspect(job: Job): void {
    job.isAlone = true;
    job.isSuspect = true;
    this.#suspects.push(job);
    this.#signal();
  }

  settle({ index, isSuspect }: Job, result: ReadResult): void {
    if (isSuspect) this.#suspectIsOut = false;
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
        if (index === this.#entries.length) return;
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

  #tellAllAsked(): void {
    if (this.#toldAllAsked) return;
    this.#toldAllAsked = true;
    this.#onAllAsked();
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
