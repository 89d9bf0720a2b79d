/** Readings that rise one after another, and never fall in between, from which tips look like the state of a counter. */
export const RISING_READINGS = 12;
