/** UTC calendar arithmetic on Unix seconds, without `Date` objects; proleptic Gregorian, leap seconds ignored as Unix time does. */

export const MINUTE_S = 60;
export const DAY_S = 86_400;

/** Half-open range of Unix seconds `[startS, endS)`. */
export interface TimeRange {
  readonly startS: number;
  readonly endS: number;
}

/** Days from 1970-01-01 to a civil date (Hinnant, "chrono-compatible low-level date algorithms"). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Civil date of a day counted from 1970-01-01 (same source). */
export function civilFromDays(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

/** Unix seconds of `year`-01-01 00:00:00 UTC. */
export function yearStartS(year: number): number {
  return daysFromCivil(year, 1, 1) * DAY_S;
}

/** The UTC year as a range of seconds. */
export function yearRange(year: number): TimeRange {
  return { startS: yearStartS(year), endS: yearStartS(year + 1) };
}

/** Minutes in a UTC year: 525,600 or 527,040. */
export function minutesInYear(year: number): number {
  return (yearStartS(year + 1) - yearStartS(year)) / MINUTE_S;
}

/** UTC year of a Unix time. */
export function yearOf(timeS: number): number {
  return civilFromDays(Math.floor(timeS / DAY_S)).year;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** `YYYY-MM-DD HH:MM:SS` in UTC. */
export function formatDateTime(timeS: number): string {
  const days = Math.floor(timeS / DAY_S);
  const { year, month, day } = civilFromDays(days);
  const s = timeS - days * DAY_S;
  const clock = `${pad(Math.floor(s / 3600), 2)}:${pad(Math.floor(s / 60) % 60, 2)}:${pad(s % 60, 2)}`;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)} ${clock}`;
}

/** Unix seconds of `YYYY-MM-DD[ T]HH:MM:SS[Z]` or `YYYY-MM-DD` in UTC; `undefined` where the text is no such date. */
export function parseDateTime(text: string): number | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?Z?)?$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match
    .slice(1)
    .map((part) => Number((part as string | undefined) ?? 0));
  if (month! < 1 || month! > 12 || day! < 1 || day! > 31 || hour! > 23 || minute! > 59 || second! > 59)
    return undefined;
  const days = daysFromCivil(year!, month!, day!);
  if (civilFromDays(days).day !== day) return undefined;
  return days * DAY_S + hour! * 3600 + minute! * 60 + second!;
}
