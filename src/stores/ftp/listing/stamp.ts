/** Until 1980-01-03, UTC: servers without a clock give all files the first moment of theirs, 1970 or 1980, in some zone. */
const FIRST_DATE_S = 315_705_600;
/** The days around 2000-01-01, UTC, where the clocks of many loggers and small servers begin. */
const CLOCK_START_S = [946_598_400, 946_857_600] as const;

/** Unix seconds of `YYYYMMDDHHMMSS[.sss]` in UTC (RFC 3659, 2.3); undefined for other text, and for dates that tell nothing. */
export function secondsOf(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number);
  const timeS = Date.UTC(year!, month! - 1, day, hour, minute, second) / 1000;
  return isOfNoClock(timeS) ? undefined : timeS;
}

function isOfNoClock(timeS: number): boolean {
  return timeS < FIRST_DATE_S || (timeS >= CLOCK_START_S[0] && timeS < CLOCK_START_S[1]);
}
