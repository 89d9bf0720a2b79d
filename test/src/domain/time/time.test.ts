import test from 'ava';
import fc from 'fast-check';
import {
  civilFromDays,
  daysFromCivil,
  formatDateTime,
  minutesInYear,
  parseDateTime,
  yearOf,
  yearStartS,
} from '../../../../src/domain/time/time.js';

test('formatDateTime agrees with Date on every second from 1970 to 2105', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (timeS) => {
      const text = formatDateTime(timeS);
      t.is(text, new Date(timeS * 1000).toISOString().slice(0, 19).replace('T', ' '));
      t.is(parseDateTime(text), timeS);
      t.is(yearOf(timeS), new Date(timeS * 1000).getUTCFullYear());
    }),
  );
});

test('daysFromCivil and civilFromDays are each other’s inverse', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (days) => {
      const { year, month, day } = civilFromDays(days);
      t.is(daysFromCivil(year, month, day), days);
    }),
  );
});

test('minutesInYear knows leap years', (t) => {
  t.is(minutesInYear(2023), 525_600);
  t.is(minutesInYear(2024), 527_040);
  t.is(minutesInYear(2100), 525_600);
  t.is(yearStartS(2024), 1_704_067_200);
});

test('parseDateTime refuses what is no date', (t) => {
  for (const text of ['', '2024', '2024-02-30', '2024-13-01', '2024-01-01 24:00:00', '2024-01-01 00:00:00 ', 'x'])
    t.is(parseDateTime(text), undefined, text);
  t.is(parseDateTime('2024-01-01'), 1_704_067_200);
});
