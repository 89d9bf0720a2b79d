import { civilFromDays, daysFromCivil, DAY_S } from '../../../domain/time/time.js';

/** Seconds of a day since 1970-01-01; NaN where there is no such day. */
export function dayS(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1 || day > 31 || year < 1900 || year > 2200) return NaN;
  const days = daysFromCivil(year, month, day);
  return civilFromDays(days).day === day ? days * DAY_S : NaN;
}

/** The same of the day of a year, 1 to 366. */
export function dayOfYearS(year: number, day: number): number {
  if (day < 1 || day > 366 || year < 1900 || year > 2200) return NaN;
  const days = daysFromCivil(year, 1, 1) + day - 1;
  return civilFromDays(days).year === year ? days * DAY_S : NaN;
}

/** Seconds of a time of day; 24:00:00 ends it; NaN where there is no such time. */
export function clockS(hour: number, minute: number, second: number): number {
  if (hour === 24 && minute === 0 && second === 0) return DAY_S;
  return hour > 23 || minute > 59 || second > 59 ? NaN : hour * 3600 + minute * 60 + second;
}
