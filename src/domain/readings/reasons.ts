/** Why a stamp is none that a clock shows. */
export const CLOCK_REASONS = {
  'clock-before-start': 'the stamp is before the earliest credible one: a logger whose clock was not set',
  'clock-ahead': 'the stamp is more than a day ahead of now',
} as const;

/** Why a reading that was understood is set aside. */
export const READING_REASONS = {
  implausible: 'more rain than is believed of its interval: a counter or an error code in the place of tips',
  conflict: 'another reading with the same stamp and other values was received first',
} as const;

/** Reasons by who gives them; a raw format adds its own to this interface, and their texts to `src/raw/reasons.ts`. */
export interface ReasonsBy {
  readonly clock: typeof CLOCK_REASONS;
  readonly reading: typeof READING_REASONS;
}

/** Why a line could not be used: what the `Reason` column of the quarantine says. */
export type RejectReason = { [By in keyof ReasonsBy]: keyof ReasonsBy[By] }[keyof ReasonsBy];
