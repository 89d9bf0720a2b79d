import {
  catchError,
  defer,
  EMPTY,
  expand,
  from,
  last,
  of,
  repeat,
  takeUntil,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { paceOf, type Clocks, type Schedule } from './pace.js';

/** First pause after a failed round, doubled with each failure after it. */
const FIRST_RETRY_MS = 5_000;
/** No pause after failures is longer, however seldom rounds come. */
const MOST_RETRY_MS = 3_600_000;
/** The clocks are looked at again at least as often, and no timer is longer: one above 2³¹ − 1 ms would end at once. */
const LOOK_MS = 30_000;

export interface RoundsOptions {
  readonly schedule: Schedule;
  /** One round; its failure is reported and the next one comes sooner. */
  readonly round: () => Promise<void>;
  readonly onFailure: (error: unknown, retryMs: number) => void;
  /** Whether no other round can mend what failed: it ends all of them. */
  readonly isFatal: (error: unknown) => boolean;
  readonly stop: Observable<unknown>;
  readonly clocks: Clocks;
}

/**
 * Runs rounds, the first at once, never two at a time, until `stop`, or until the schedule has no more; ends when the
 * round under way has ended. A failed round is tried again after 5 s, 10 s, 20 s …, at most an hour, or when the next is due.
 */
export function rounds({ schedule, round, onFailure, isFatal, stop, clocks }: RoundsOptions): Observable<void> {
  const pace = paceOf(schedule, clocks);
  let failures = 0;
  let retryAtMs = Infinity;
  const leftMs = (): number => Math.min(pace.leftMs() ?? Infinity, retryAtMs - clocks.steadyMs());
  const attempt = defer(() => {
    pace.begin();
    retryAtMs = Infinity;
    return from(round().then(() => void (failures = 0)));
  }).pipe(
    catchError((error: unknown) => {
      if (isFatal(error)) return throwError(() => error);
      retryAtMs = clocks.steadyMs() + Math.min(MOST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
      failures++;
      onFailure(error, Math.max(0, leftMs()));
      return EMPTY;
    }),
  );
  const due = defer(() => (leftMs() === Infinity ? EMPTY : waited(leftMs)));
  return attempt.pipe(repeat({ delay: () => due.pipe(takeUntil(stop)) }));
}

/** Emits once, when nothing is left to wait for, and looks every now and then whether that has come nearer, or gone farther. */
function waited(leftMs: () => number): Observable<unknown> {
  const look = (): Observable<unknown> => {
    const ms = leftMs();
    return ms <= 0 ? EMPTY : timer(Math.min(ms, LOOK_MS));
  };
  return of(0).pipe(expand(look), last());
}
