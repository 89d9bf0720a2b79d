import test from 'ava';
import { yearReadings } from '../../../bench/data/year-readings.js';
import { minutesInYear, yearRange } from '../../../src/domain/time/time.js';

test('yearReadings: the same seed gives the same year, another seed another', (t) => {
  t.deepEqual(yearReadings(2023, 1), yearReadings(2023, 1));
  t.notDeepEqual(yearReadings(2023, 1).tips, yearReadings(2023, 2).tips);
});

for (const year of [2000, 2023, 2024]) {
  test(`yearReadings: ${year} is a logger's year: minutes, gaps, stretches sent twice, under 1 % rain`, (t) => {
    const { count, timeS, tips, batteryMv } = yearReadings(year, 7);
    const { startS, endS } = yearRange(year);
    const first = new Map<number, string>();
    let repeated = 0;
    let wet = 0;
    for (let i = 0; i < count; i++) {
      const values = `${tips[i]!} ${batteryMv[i]!}`;
      const before = first.get(timeS[i]!);
      if (before !== undefined) repeated++;
      if (before !== undefined && before !== values) t.fail(`${timeS[i]!} was sent with other values`);
      first.set(timeS[i]!, values);
      if (tips[i]! > 0) wet++;
    }
    t.true([...first.keys()].every((stamp) => stamp >= startS && stamp < endS && stamp % 60 === 0));
    t.true(repeated > 100 && repeated < 5_000, `${repeated} repeated`);
    t.true(first.size < minutesInYear(year) && first.size > 0.95 * minutesInYear(year), `${first.size} minutes`);
    t.true(wet / count > 0.005 && wet / count < 0.012, `${wet / count} wet`);
  });
}
