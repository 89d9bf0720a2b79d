import { DAY_S } from '../../../domain/time/time.js';

/** A time of a zone: one, two in an hour that comes twice, none in an hour that is left out. Seconds, NaN where there is none. */
export interface LocalTimes {
  first: number;
  second: number;
}

/** From the clock of a zone to UTC. */
export interface Zone {
  /** Seconds east of UTC where that is always the same; else NaN. */
  readonly offsetS: number;
  /** What a local time is in UTC: put into `times`. */
  readonly toUtc: (localS: number, times: LocalTimes) => void;
}

export function isZoneName(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/** A zone that is always as far from UTC, seconds east of it. */
export function fixedZone(offsetS: number): Zone {
  return {
    offsetS,
    toUtc: (localS, times) => {
      times.first = localS - offsetS;
      times.second = NaN;
    },
  };
}

/** A zone of the IANA data base. What it is asked for of one local day costs once. */
export function namedZone(name: string): Zone {
  const offsetOf = offsetsOf(name);
  let day = NaN;
  let before = 0;
  let after = 0;
  let changeS = NaN;
  return {
    offsetS: NaN,
    toUtc: (localS, times) => {
      const today = Math.floor(localS / DAY_S);
      if (today !== day) {
        day = today;
        // No zone is a day off, and none changes twice in three days.
        const [fromS, untilS] = [(today - 1) * DAY_S, (today + 2) * DAY_S];
        before = offsetOf(fromS);
        after = offsetOf(untilS);
        changeS = before === after ? NaN : changeBetween(fromS, untilS, offsetOf);
      }
      if (before === after) {
        times.first = localS - before;
        times.second = NaN;
        return;
      }
      const early = localS - before;
      const late = localS - after;
      const isEarly = early < changeS;
      const isLate = late >= changeS;
      times.first = isEarly ? early : isLate ? late : NaN;
      times.second = isEarly && isLate ? late : NaN;
    },
  };
}

/** The first second that has the offset of `untilS`. */
function changeBetween(fromS: number, untilS: number, offsetOf: (utcS: number) => number): number {
  const last = offsetOf(untilS);
  let [low, high] = [fromS, untilS];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetOf(middle) === last) high = middle;
    else low = middle;
  }
  return high;
}

/** Seconds east of UTC at a Unix time. */
function offsetsOf(timeZone: string): (utcS: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  return (utcS) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(utcS * 1000)) part[type] = Number(value);
    const shown = Date.UTC(
      part['year']!,
      part['month']! - 1,
      part['day'],
      part['hour'],
      part['minute'],
      part['second'],
    );
    return shown / 1000 - utcS;
  };
}
