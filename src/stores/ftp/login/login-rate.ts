import { messageOf } from '../../../domain/errors.js';
import { replyCode } from '../failure.js';

/** How long is waited where the server does not say how long it takes: the first time, and twice as long each time. */
const FIRST_PAUSE_MS = 15_000;
/** What all waits in a row come to at most. */
const LONGEST_MS = 120_000;
/** After the second that the server names. */
const MARGIN_MS = 500;

/** Words about how often logins come, not about how many there are. */
const TOO_OFTEN =
  /(?:log-?[io]n|connection|attempt)s? (?:rate|limit per|frequency)|rate[- ](?:limit|exceeded)|too (?:often|fast|frequent|quick)|slow down|throttl/i;
const TOO_MANY = /too many|exceed|maximum|limit|again|wait|retry|delay/i;
const SPAN = /\b(\d+|an?|one) ?(s|secs?|seconds?|m|mins?|minutes?|h|hours?)\b/i;

/**
 * How long to wait, ms, before the next login, where one was refused for coming too soon after others; NaN where the server does
 * not say how long. Undefined where it is refused for anything else.
 */
export function pauseAfter(error: unknown): number | undefined {
  const code = replyCode(error);
  if (code !== 421 && code !== 530 && code !== 450) return undefined;
  const text = messageOf(error);
  const [, count, unit] = SPAN.exec(text) ?? [];
  if (count !== undefined && TOO_MANY.test(text)) {
    const unitMs = { s: 1_000, m: 60_000, h: 3_600_000 }[unit!.charAt(0).toLowerCase() as 's' | 'm' | 'h'];
    return (Number.isNaN(Number(count)) ? 1 : Number(count)) * unitMs + MARGIN_MS;
  }
  return TOO_OFTEN.test(text) ? NaN : undefined;
}

/** When a server may be asked for a login again: the same for all stores on it. */
export class LoginRate {
  #waitedMs = 0;
  #pause: Promise<void> | undefined;
  #closedUntilMs = -Infinity;
  #isScarce = false;

  /** Whether logins were refused for coming too often: no more are made than it takes to go on. */
  get isScarce(): boolean {
    return this.#isScarce;
  }

  /** Whether it was found that waiting takes too long, and the time has not passed. */
  get isClosed(): boolean {
    return performance.now() < this.#closedUntilMs;
  }

  /** Waits until a pause that another login brought about is over. */
  async pass(): Promise<void> {
    await this.#pause;
  }

  noteLogin(): void {
    this.#waitedMs = 0;
  }

  /** Takes note of a refusal; how long to wait, undefined where that is too long. */
  refuse(pauseMs: number): number | undefined {
    this.#isScarce = true;
    const waitMs = Number.isNaN(pauseMs) ? Math.max(FIRST_PAUSE_MS, this.#waitedMs) : pauseMs;
    if (this.#waitedMs + waitMs <= LONGEST_MS) return waitMs;
    this.#closedUntilMs = performance.now() + waitMs;
    return undefined;
  }

  /** Makes everybody wait who wants a login. */
  async wait(waitMs: number, sleep: (delayMs: number) => Promise<void>): Promise<void> {
    this.#waitedMs += waitMs;
    const pause = (this.#pause = sleep(waitMs));
    await pause;
    if (this.#pause === pause) this.#pause = undefined;
  }
}
