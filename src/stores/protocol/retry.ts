import { PluvioError } from '../../domain/errors.js';

/** How often a piece of work is tried. */
export const ATTEMPTS = 4;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/** What a store tells before another attempt; it is no error yet. */
export interface RetryEvent {
  readonly kind: 'retry';
  readonly doing: string;
  readonly path: string;
  /** 1 for the second attempt. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly reason: string;
}

/** The wait after an attempt, 0 for the first: full jitter over 0.5 s × 2ⁿ, at most 30 s. `random` in [0, 1). */
export function delayAfter(attempt: number, random: number): number {
  return Math.round(random * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt));
}

/** The error of a store that is not to be used any more. */
export function wasClosed(): PluvioError {
  return new PluvioError('STORE_UNREACHABLE', 'Cannot use the store: it was closed');
}
