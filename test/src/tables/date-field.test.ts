import test from 'ava';
import fc from 'fast-check';
import { formatDateTime } from '../../../src/domain/time/time.js';
import { dateField } from '../../../src/tables/date-field.js';

const AT_S = Date.UTC(2024, 2, 1, 10, 0) / 1000;

for (const [text, timeS] of [
  ['2024-03-01', AT_S - 36_000],
  ['2024-03-01 10:00', AT_S],
  ['2024-03-01T10:00', AT_S],
  ['2024-03-01 10:00:00', AT_S],
  ['2024-03-01T10:00:00Z', AT_S],
  ['2024-03-01T10:00:00.000Z', AT_S],
  ['2024-03-01 10:00 UTC', AT_S],
  ['2024-03-01T11:00+01:00', AT_S],
  ['2024-03-01T11:00+0100', AT_S],
  ['2024-03-01T11:00+01', AT_S],
  ['2024-03-01T06:30:00-03:30', AT_S],
  ['2024-02-29 24:00', AT_S - 36_000],
  ['2024-12-31 24:00:00', Date.UTC(2025, 0, 1) / 1000],
  ['1900-01-01', Date.UTC(1900, 0, 1) / 1000],
  ['9999-12-31', Date.UTC(9999, 11, 31) / 1000],
] as const)
  test(`dateField reads ${text}`, (t) => {
    t.is(dateField(text), timeS);
  });

for (const text of [
  ...['01/03/2024', '2024-3-1', '2024-02-30', '2023-02-29', '2024-03', '2024', 'March', '20240301', '2024-03-01 25:00'],
  ...['2024-03-01 10:60', '2024-03-01T10:00+25:00', '2024-03-01T10:00 Europe/Paris', '2024-03-01 10'],
  ...['2024-03-01 10:00:00.5', '1709287200', '2024-03-01+01:00', '2024-03-01 24:01'],
])
  test(`dateField does not guess at ${text}`, (t) => {
    const found = dateField(text);
    t.true(
      typeof found === 'object' && found.problem.includes(text) && found.problem.includes('2024-03-01T10:00+01:00'),
    );
  });

test('dateField gives back any moment, by any clock', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 86_400, max: 0xffffffff - 86_400 }),
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      (timeS, offset) => {
        const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${hours}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
        t.is(dateField(`${formatDateTime(timeS + offset * 60).replace(' ', 'T')}${zone}`), timeS);
      },
    ),
  );
});
