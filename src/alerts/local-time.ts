import type { AlertSettings } from './rules.js';

const MINUTE_S = 60;

/** A moment as clocks of a zone show it: the day, and the minute after its midnight. */
export function localTime(timeS: number, timeZone: string): { day: string; minute: number } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const part = Object.fromEntries(format.formatToParts(timeS * 1000).map(({ type, value }) => [type, value]));
  return { day: `${part.year!}-${part.month!}-${part.day!}`, minute: Number(part.hour) * 60 + Number(part.minute) };
}

/** The first moment from one on that is not in quiet hours. */
export function afterQuiet(timeS: number, { quiet, timeZone }: Pick<AlertSettings, 'quiet' | 'timeZone'>): number {
  if (!quiet) return timeS;
  const { from, to } = quiet;
  const isQuiet = (at: number): boolean => {
    const { minute } = localTime(at, timeZone);
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
  };
  // By minutes, because days of a change of clocks have other lengths.
  let atS = timeS;
  for (let i = 0; i < 1560 && isQuiet(atS); i++) atS = (Math.floor(atS / MINUTE_S) + 1) * MINUTE_S;
  return atS;
}
