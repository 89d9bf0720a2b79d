import type { Command } from 'commander';
import type { Problem } from '../../../config/settings.js';
import { civilFromDays, DAY_S, daysFromCivil, parseDateTime, type TimeRange } from '../../../domain/time/time.js';
import { parseDuration } from '../../../domain/time/duration.js';

/** Options that say of which time readings are wanted. */
export interface PeriodOptions {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly day?: string | undefined;
  readonly month?: string | undefined;
}

const MOMENT = 'YYYY-MM-DD[ HH:MM[:SS]], yesterday, today, now, or a time ago such as 72h';

/** Adds the options of a period. */
export function withPeriodOptions(command: Command): Command {
  return command
    .option('--since <moment>', `readings stamped after this, UTC: ${MOMENT}`)
    .option('--until <moment>', 'readings stamped up to and at this, UTC')
    .option('--day <date>', 'one UTC day, the readings stamped 00:01 to 24:00: YYYY-MM-DD, yesterday or today')
    .option('--month <month>', 'one UTC month, likewise: YYYY-MM');
}

/**
 * What the options of a period ask for, as moments: `(startS, endS]`, Unix seconds, because a reading counts what fell
 * before its stamp. Open ends are −∞ and ∞; what is wrong joins `problems`.
 */
export function askedPeriod(options: PeriodOptions, nowS: number, problems: Problem[]): TimeRange {
  const given = (['since', 'until', 'day', 'month'] as const).filter((name) => options[name] !== undefined);
  const { since, until, day, month } = options;
  if ((day !== undefined || month !== undefined) && given.length > 1)
    problems.push(`${given.map((name) => `--${name}`).join(' and ')} say different periods; give one`);
  if (day !== undefined) return dayOf(day, nowS, problems);
  if (month !== undefined) return monthOf(month, problems);
  const read = (name: string, text: string | undefined, otherwise: number): number => {
    const timeS = text === undefined ? otherwise : momentS(text, nowS);
    if (timeS === undefined) problems.push(`--${name}: "${text!}" is no moment; expected ${MOMENT}`);
    return timeS ?? otherwise;
  };
  const period = { startS: read('since', since, -Infinity), endS: read('until', until, Infinity) };
  if (period.startS >= period.endS)
    problems.push(
      until === undefined
        ? `--since: "${since!}" is not in the past`
        : `--until: "${until}" is not after --since "${since!}"`,
    );
  return period;
}

/** Unix seconds of a date, a date and time, `now`, a day by name (its start), or a duration before now. */
export function momentS(text: string, nowS: number): number | undefined {
  if (text === 'now') return nowS;
  const named = namedDayS(text, nowS);
  if (named !== undefined) return named;
  const ms = parseDuration(text.replace(/min$/, 'm'));
  return ms === undefined ? parseDateTime(text) : Math.floor(nowS - ms / 1000);
}

/** The stamps, half-open, of the readings that belong to a period `(startS, endS]`. */
export function stampsOf({ startS, endS }: TimeRange): TimeRange {
  return { startS: startS + 1, endS: endS + 1 };
}

function namedDayS(text: string, nowS: number): number | undefined {
  const todayS = Math.floor(nowS / DAY_S) * DAY_S;
  if (text === 'today') return todayS;
  return text === 'yesterday' ? todayS - DAY_S : undefined;
}

function dayOf(text: string, nowS: number, problems: Problem[]): TimeRange {
  const startS = namedDayS(text, nowS) ?? (text.length === 10 ? parseDateTime(text) : undefined);
  if (startS === undefined) problems.push(`--day: "${text}" is no day; expected YYYY-MM-DD, yesterday or today`);
  return { startS: startS ?? 0, endS: (startS ?? 0) + DAY_S };
}

function monthOf(text: string, problems: Problem[]): TimeRange {
  const startS = text.length === 7 ? parseDateTime(`${text}-01`) : undefined;
  if (startS === undefined) {
    problems.push(`--month: "${text}" is no month; expected YYYY-MM`);
    return { startS: 0, endS: DAY_S };
  }
  const { year, month } = civilFromDays(startS / DAY_S);
  const [nextYear, nextMonth] = month === 12 ? [year + 1, 1] : [year, month + 1];
  return { startS, endS: daysFromCivil(nextYear, nextMonth, 1) * DAY_S };
}
