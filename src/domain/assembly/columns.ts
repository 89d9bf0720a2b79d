/**
 * How columns lie one behind the other, for the WebAssembly modules: how many bytes of a row stand before each, so that the
 * one at `AT` of `rows` rows begins at `AT * rows`. It says what `src/domain/columns.ts` says; a test holds the two equal.
 */

/** What a line says. */
export const TIME_S: usize = 0;
export const TIPS: usize = 4;
export const WIND: usize = 8;
export const BATTERY: usize = 16;
export const SENT_BYTES: usize = 24;

/** What a year keeps: the same, and its rain. */
export const RAIN_MM: usize = 24;
export const KEPT_BYTES: usize = 32;

/** What a batch has: what a line says, and these. */
export const LABEL: usize = 24;
export const OFFSET: usize = 26;
export const BATCH_BYTES: usize = 30;
