import { Cron } from 'croner';
import { catchError, defer, EMPTY, from, repeat, takeUntil, timer, type Observable } from 'rxjs';

/** When rounds come: a pause between their beginnings, or a cron pattern in UTC. */
export type Schedule = { readonly everyMs: number } | { readonly cron: string };

/** What is wrong with a cron pattern; undefined where it is right. */
export function cronProblem(pattern: string): string | undefined {
  try {
    return new Cron(pattern, { timezone: 'UTC', paused: true }).nextRun() ? undefined : `"${pattern}" never comes`;
  } catch {
    return `"${pattern}" is no cron pattern`;
  }
}

/** First pause after a failed round, doubled with each failure after it up to the schedule's own pause. */
const FIRST_RETRY_MS = 5_000;

export interface RoundsOptions {
  readonly schedule: Schedule;
  /** One round; its failure is reported and the next one comes sooner. */
  readonly round: () => Promise<void>;
  readonly onFailure: (error: unknown, retryMs: number) => void;
  readonly stop: Observable<unknown>;
  readonly nowMs: () => number;
}

/** Runs rounds for ever, never two at a time, until `stop`; ends when the round under way has ended. */
export function rounds({ schedule, round, onFailure, stop, nowMs }: RoundsOptions): Observable<void> {
  let failures = 0;
  let startedMs = 0;
  const pauseMs = (): number => {
    const regularMs = untilNext(schedule, startedMs, nowMs());
    return failures === 0 ? regularMs : Math.min(regularMs, FIRST_RETRY_MS * 2 ** (failures - 1));
  };
  const attempt = defer(() => {
    startedMs = nowMs();
    return from(round().then(() => void (failures = 0)));
  }).pipe(
    catchError((error: unknown) => {
      failures++;
      onFailure(error, pauseMs());
      return EMPTY;
    }),
  );
  return attempt.pipe(repeat({ delay: () => timer(pauseMs()).pipe(takeUntil(stop)) }));
}

function untilNext(schedule: Schedule, startedMs: number, nowMs: number): number {
  if ('everyMs' in schedule) return Math.max(0, startedMs + schedule.everyMs - nowMs);
  const next = new Cron(schedule.cron, { timezone: 'UTC', paused: true }).nextRun(new Date(nowMs));
  return next ? next.getTime() - nowMs : FIRST_RETRY_MS;
}
