import { civilFromDays, DAY_S, daysFromCivil, yearStartS } from '../../domain/time/time.js';

const HOUR_S = 3600;
/** A climatological day begins at 06 UTC. */
const CLIMATE_START_S = 6 * HOUR_S;
/** A hydrological year begins with September. */
const HYDRO_MONTH = 9;

/** Kinds of periods of the calendar that rain is summed over, in the order of tables. */
export const PERIOD_KINDS = ['hour', 'day', 'day06', 'month', 'year', 'hydroyear'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

export const PERIOD_MEANS: Readonly<Record<PeriodKind, string>> = {
  hour: 'UTC hour',
  day: 'UTC day',
  day06: 'climatological day, 06 to 06 UTC, named after the first',
  month: 'UTC month',
  year: 'UTC year',
  hydroyear: 'hydrological year, from September',
};

/** A period of the calendar: `(startS, endS]`. */
export interface CalendarPeriod {
  readonly kind: PeriodKind;
  readonly startS: number;
  readonly endS: number;
}

/** Whether a kind is made of months, and given by the rule for missing days. */
export function isLong(kind: PeriodKind): boolean {
  return kind === 'month' || kind === 'year' || kind === 'hydroyear';
}

/** The period of a kind in which rain stamped `t` fell: a reading at midnight is of the day before. */
export function periodOf(kind: PeriodKind, t: number): CalendarPeriod {
  const inside = t - 1;
  const startS = periodStart(kind, inside);
  return { kind, startS, endS: nextStart(kind, startS) };
}

/** The period after another. */
export function nextPeriod({ kind, endS }: CalendarPeriod): CalendarPeriod {
  return { kind, startS: endS, endS: nextStart(kind, endS) };
}

function periodStart(kind: PeriodKind, t: number): number {
  switch (kind) {
    case 'hour':
      return Math.floor(t / HOUR_S) * HOUR_S;
    case 'day':
      return Math.floor(t / DAY_S) * DAY_S;
    case 'day06':
      return Math.floor((t - CLIMATE_START_S) / DAY_S) * DAY_S + CLIMATE_START_S;
    default: {
      const { year, month } = civilFromDays(Math.floor(t / DAY_S));
      if (kind === 'month') return monthStartS(year, month);
      if (kind === 'year') return yearStartS(year);
      return monthStartS(month >= HYDRO_MONTH ? year : year - 1, HYDRO_MONTH);
    }
  }
}

function nextStart(kind: PeriodKind, startS: number): number {
  if (kind === 'hour') return startS + HOUR_S;
  if (!isLong(kind)) return startS + DAY_S;
  const { year, month } = civilFromDays(Math.floor(startS / DAY_S));
  if (kind !== 'month') return monthStartS(year + 1, month);
  return month === 12 ? yearStartS(year + 1) : monthStartS(year, month + 1);
}

function monthStartS(year: number, month: number): number {
  return daysFromCivil(year, month, 1) * DAY_S;
}
