import { Cron } from 'croner';

/** When rounds come: a pause between their beginnings, or a cron pattern in UTC. */
export type Schedule = { readonly everyMs: number } | { readonly cron: string };

/** What tells time to a schedule. */
export interface Clocks {
  /** The wall clock, Unix milliseconds: people and NTP set it forward and back. */
  readonly nowMs: () => number;
  /** Milliseconds of a clock that nobody sets. */
  readonly steadyMs: () => number;
}

/** How long until the next round. */
export interface Pace {
  /** A round begins. */
  begin(): void;
  /** Milliseconds left as the clocks are now, 0 or less where the round is due; undefined where none comes any more. */
  leftMs(): number | undefined;
}

/** A clock that was set back by no more than this does not bring a beat twice. */
const SMALL_STEP_MS = 60_000;

/** The pace of a schedule. A round that took longer than its period is followed by the next at once, or at the next beat. */
export function paceOf(schedule: Schedule, clocks: Clocks): Pace {
  return 'everyMs' in schedule ? new Period(schedule.everyMs, clocks) : new Beats(schedule.cron, clocks);
}

/** Rounds a period apart, beginning to beginning, whatever the wall clock does. */
class Period implements Pace {
  #begunMs: number;

  constructor(
    private readonly everyMs: number,
    private readonly clocks: Clocks,
  ) {
    this.#begunMs = clocks.steadyMs();
  }

  begin(): void {
    this.#begunMs = this.clocks.steadyMs();
  }

  leftMs(): number {
    return this.#begunMs + this.everyMs - this.clocks.steadyMs();
  }
}

/**
 * Rounds at the times of a pattern by the wall clock as it is at each look: set forward past a beat, the beat has come; set
 * back, the beats that come again count again, but for the last one where the step was small.
 */
class Beats implements Pace {
  readonly #cron: Cron;
  #dueMs: number | undefined;
  #lastMs: number | undefined;
  #lookedMs = -Infinity;

  constructor(
    pattern: string,
    private readonly clocks: Clocks,
  ) {
    this.#cron = new Cron(pattern, { timezone: 'UTC', paused: true });
  }

  begin(): void {
    this.#lastMs = this.#dueMs;
    this.#dueMs = undefined;
  }

  leftMs(): number | undefined {
    const nowMs = this.clocks.nowMs();
    // A beat that was the next one still is, unless it has come, or the clock was set back.
    if (this.#dueMs === undefined || nowMs < this.#lookedMs) this.#dueMs = this.#nextMs(nowMs);
    this.#lookedMs = nowMs;
    return this.#dueMs === Infinity ? undefined : this.#dueMs - nowMs;
  }

  #nextMs(nowMs: number): number {
    const lastMs = this.#lastMs ?? nowMs;
    const afterMs = lastMs > nowMs && lastMs - nowMs <= SMALL_STEP_MS ? lastMs : nowMs;
    return this.#cron.nextRun(new Date(afterMs))?.getTime() ?? Infinity;
  }
}

/** What is wrong with a cron pattern; undefined where it is right. */
export function cronProblem(pattern: string): string | undefined {
  try {
    return new Cron(pattern, { timezone: 'UTC', paused: true }).nextRun() ? undefined : `"${pattern}" never comes`;
  } catch {
    return `"${pattern}" is no cron pattern`;
  }
}

/** Beats of a pattern that are looked at for the longest pause: a week of hours. */
const BEATS = 170;

/** The longest pause that a schedule makes between rounds, from now on. */
export function longestPauseMs(schedule: Schedule, nowMs: number): number {
  if ('everyMs' in schedule) return schedule.everyMs;
  const beats = new Cron(schedule.cron, { timezone: 'UTC', paused: true }).nextRuns(BEATS, new Date(nowMs));
  const ms = [nowMs, ...beats.map((beat) => beat.getTime())];
  return Math.max(...ms.slice(1).map((beat, i) => beat - ms[i]!));
}
