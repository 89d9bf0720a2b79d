/** Results that are ready and wait for an earlier one, at most. */
const MOST_AHEAD = 1024;

export interface InOrderOptions<T> {
  /** Pieces of work under way at once. */
  readonly atOnce: number;
  /** What is under way or waits to be taken holds no more than this, one piece aside, by what `bytesOf` says. */
  readonly windowBytes?: number;
  readonly bytesOf?: (item: T) => number;
  readonly signal?: AbortSignal | undefined;
  /** Called when the last item was begun. */
  readonly onAllBegun?: (() => void) | undefined;
}

/** Does the same with each item, several at a time, and yields what comes of them in the order of the items. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  work: (item: T) => Promise<R>,
  { atOnce, windowBytes = Infinity, bytesOf = () => 0, signal, onAllBegun }: InOrderOptions<T>,
): AsyncGenerator<R> {
  signal?.throwIfAborted();
  const left = items[Symbol.iterator]();
  const begun: { readonly result: Promise<R>; readonly heldBytes: number }[] = [];
  let [heldBytes, running, ended] = [0, 0, false];
  const mayBegin = (): boolean =>
    !ended && running < atOnce && begun.length < MOST_AHEAD && (heldBytes === 0 || heldBytes < windowBytes);
  const beginMore = (): void => {
    while (mayBegin()) {
      const next = left.next();
      if (next.done) {
        ended = true;
        onAllBegun?.();
        return;
      }
      const itemBytes = bytesOf(next.value);
      heldBytes += itemBytes;
      running++;
      const result = work(next.value).finally(() => {
        running--;
        beginMore();
      });
      // It may fail while an earlier one is waited for.
      result.catch(() => undefined);
      begun.push({ result, heldBytes: itemBytes });
    }
  };
  const aborted = abortOf(signal);
  try {
    for (;;) {
      beginMore();
      const first = begun.shift();
      if (!first) return;
      yield await Promise.race([first.result, aborted.promise]);
      signal?.throwIfAborted();
      heldBytes -= first.heldBytes;
    }
  } finally {
    ended = true;
    aborted.end();
  }
}

/** A promise that a signal rejects; `end` lets go of the signal. */
function abortOf(signal: AbortSignal | undefined): { readonly promise: Promise<never>; readonly end: () => void } {
  let end = (): void => undefined;
  const promise = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal?.addEventListener('abort', abort, { once: true });
    end = () => signal?.removeEventListener('abort', abort);
  });
  promise.catch(() => undefined);
  return { promise, end };
}
