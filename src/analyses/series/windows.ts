const MINUTE_S = 60;
const HOUR_S = 3600;

/** Windows that rain is summed over, seconds, shortest first. */
export const WINDOWS_S: readonly number[] = [
  ...[5, 6, 10, 15, 30].map((minutes) => minutes * MINUTE_S),
  ...[1, 2, 3, 4, 6, 12, 24, 48, 72].map((hours) => hours * HOUR_S),
];

/** Those of the table by the minute. */
export const MINUTE_TABLE_WINDOWS_S: readonly number[] = WINDOWS_S.filter(
  (windowS) => ![6 * MINUTE_S, 15 * MINUTE_S, 3 * HOUR_S, 6 * HOUR_S].includes(windowS),
);

/** Those whose greatest rain goes with totals and events: up to an hour. */
export const SHORT_WINDOWS_S: readonly number[] = WINDOWS_S.filter((windowS) => windowS <= HOUR_S);

/** `5min`, `1h`, `72h`; seconds where they are no whole minutes. */
export function windowName(windowS: number): string {
  if (windowS % HOUR_S === 0) return `${windowS / HOUR_S}h`;
  return windowS % MINUTE_S === 0 ? `${windowS / MINUTE_S}min` : `${windowS}s`;
}

/** As people write it: `5 min`, `72 h`. */
export function windowText(windowS: number): string {
  return windowName(windowS).replace(/(?=[a-z]+$)/, ' ');
}

/** Minutes of a window of at most an hour, as the columns of totals and events call it. */
export function windowMinutes(windowS: number): number {
  return windowS / MINUTE_S;
}
