import type { Entry, ReadResult, Store } from '../../domain/storage/store.js';

/** A raw file up to this size is read whole, checked, then handed on; a bigger one streams. */
const WHOLE_BYTES = 1024 * 1024;

/** Files of one folder. */
export interface FolderFiles {
  /** The folder in the store; '' for its root. */
  readonly path: string;
  readonly entries: readonly Entry[];
}

/** What was begun before its turn. */
interface Begun extends FolderFiles {
  readonly results: AsyncIterator<ReadResult>;
  readonly first: Promise<IteratorResult<ReadResult, unknown>>;
  /** Whether all of it was asked for, and what is to be done as soon as it was. */
  readonly asking: { readonly isOver: boolean; then: () => void };
}

/** The files from `start` on, up to the first big one: they are read whole. */
export function smallRun(entries: readonly Entry[], start = 0): readonly Entry[] {
  let end = start;
  while (end < entries.length && entries[end]!.sizeBytes <= WHOLE_BYTES) end++;
  return entries.slice(start, end);
}

/**
 * Reads runs of small files, and asks for those that the next folder begins with while the last ones of this folder are
 * still to come: on a far server connections would lie idle from one folder to the next. What was read ahead is handed on
 * only for the very same entries. At most a window of `readMany` is held of it.
 */
export class ReadingAhead {
  /** The files after the folder whose turn it is; undefined where nothing is to be read ahead. */
  next: (() => Promise<FolderFiles | undefined>) | undefined;
  #begun: Begun | undefined;

  constructor(
    private readonly store: Store,
    private readonly signal: AbortSignal | undefined,
    /** Told of files whose bytes have come, and of their folder. */
    private readonly onArrived: (folder: string, entry: Entry) => void,
  ) {}

  /** Reads files of a folder; `isLast` where no others of it follow. */
  read(files: FolderFiles, isLast: boolean): AsyncIterable<ReadResult> {
    const goOn = isLast ? () => void this.#begin() : () => undefined;
    const begun = this.#begun?.path === files.path ? this.#begun : undefined;
    if (!begun) return this.#readMany(files, goOn);
    this.#begun = undefined;
    if (!sameEntries(begun.entries, files.entries)) {
      drop(begun);
      return this.#readMany(files, goOn);
    }
    if (begun.asking.isOver) goOn();
    else begun.asking.then = goOn;
    return resume(begun);
  }

  /** Nothing more is read ahead, and what was begun is left. */
  stop(): void {
    this.next = undefined;
    if (this.#begun) drop(this.#begun);
    this.#begun = undefined;
  }

  async #begin(): Promise<void> {
    // A failure is told when the folder has its turn.
    const files = await this.next?.().catch(() => undefined);
    const entries = smallRun(files?.entries ?? []);
    if (!files || entries.length === 0 || this.#begun || !this.next) return;
    // All of a few files may have been asked for before the first `next` returns.
    const asking: { isOver: boolean; then: () => void } = { isOver: false, then: () => undefined };
    const results = this.#readMany({ path: files.path, entries }, () => {
      asking.isOver = true;
      asking.then();
    })[Symbol.asyncIterator]();
    const begun: Begun = { path: files.path, entries, results, first: results.next(), asking };
    begun.first.catch(() => undefined);
    this.#begun = begun;
  }

  #readMany({ path, entries }: FolderFiles, onAllAsked: () => void): AsyncIterable<ReadResult> {
    const onArrived = (entry: Entry): void => this.onArrived(path, entry);
    return this.store.readMany(entries, { onAllAsked, onArrived, ...(this.signal ? { signal: this.signal } : {}) });
  }
}

function sameEntries(some: readonly Entry[], others: readonly Entry[]): boolean {
  return some.length === others.length && some.every((entry, i) => entry === others[i]);
}

function drop({ results }: Begun): void {
  void results.return?.().catch(() => undefined);
}

async function* resume({ first, results }: Begun): AsyncGenerator<ReadResult> {
  try {
    for (let next = await first; next.done !== true; next = await results.next()) yield next.value;
  } finally {
    await results.return?.();
  }
}
