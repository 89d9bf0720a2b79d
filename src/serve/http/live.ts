import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { RequestProblem } from './problem.js';

/** Listeners at the same time. */
const MOST_LISTENERS = 500;
/** A sign of life, so that proxies keep the connection and dead ones are found. */
const BEAT_MS = 15_000;
/** Messages that a slow listener may have waiting; then it is let go, and its browser connects again. */
const MOST_WAITING = 50;

/** What is told when a publication changed. */
export interface Change {
  readonly key: string;
  readonly gauges: readonly { readonly gauge: string; readonly last_reading: number | null }[];
}

/** Tells listeners, by server-sent events, which gauges have new readings. */
export class Live {
  private readonly listeners = new Set<(change: Change) => void>();
  private isClosed = false;

  get count(): number {
    return this.listeners.size;
  }

  tell(change: Change): void {
    for (const listener of this.listeners) listener(change);
  }

  /** Lets every listener go. */
  close(): void {
    this.isClosed = true;
    this.tell({ key: '', gauges: [] });
  }

  /** The answer to a listener: a stream that ends when either side ends it. */
  answer(c: Context, first: () => Change): Response {
    if (this.listeners.size >= MOST_LISTENERS)
      throw new RequestProblem(
        503,
        `${MOST_LISTENERS} are listening already; ask for /api/v1/gauges every minute instead`,
      );
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      const waiting: Change[] = [first()];
      let wake: () => void = () => undefined;
      const state = { isGone: false };
      const listener = (change: Change): void => {
        waiting.push(change);
        wake();
      };
      stream.onAbort(() => {
        state.isGone = true;
        wake();
      });
      this.listeners.add(listener);
      try {
        while (!state.isGone && !this.isClosed && waiting.length <= MOST_WAITING) {
          const change = waiting.shift();
          if (change) await stream.writeSSE({ event: 'reading', id: change.key, data: JSON.stringify(change) });
          else if (!(await awakened((resolve) => (wake = resolve)))) await stream.write(': still here\n\n');
        }
      } finally {
        this.listeners.delete(listener);
      }
    });
  }
}

/** Waits to be woken; false where nobody did for a beat. */
function awakened(listen: (wake: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, BEAT_MS, false);
    timer.unref();
    listen(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
