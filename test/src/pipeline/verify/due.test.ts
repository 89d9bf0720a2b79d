import test from 'ava';
import fc from 'fast-check';
import { partsDue } from '../../../../src/pipeline/verify/due.js';
import { partName, type Part } from '../../../../src/pipeline/verify/flaw.js';

const DAY_S = 86_400;
const PARTS: Part[] = Array.from({ length: 60 }, (_, i) => ({ kind: 'year', gauge: `G${i % 6}`, year: 2000 + i }));

test('partsDue: however rounds fall, each part has its turn once in any day of them', (t) => {
  const steps = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }), steps, (startS, pausesS) => {
      const turns = new Map(PARTS.map((part) => [partName(part), 0]));
      let atS = startS;
      const look = (nowS: number): void => {
        for (const part of partsDue(PARTS, atS, nowS)) turns.set(partName(part), turns.get(partName(part))! + 1);
        atS = nowS;
      };
      for (const pauseS of pausesS) if (atS + pauseS < startS + DAY_S) look(atS + pauseS);
      look(startS + DAY_S);
      t.deepEqual([...new Set(turns.values())], [1]);
    }),
  );
});

test('partsDue: a day of pause brings all, a clock set back none; a round of five minutes a few', (t) => {
  t.is(partsDue(PARTS, 1_700_000_000, 1_700_000_000 + 2 * DAY_S).length, PARTS.length);
  t.deepEqual(partsDue(PARTS, 1_700_000_000, 1_699_999_000), []);
  const counts = Array.from({ length: 288 }, (_, i) => partsDue(PARTS, 300 * i, 300 * i + 300).length);
  t.true(Math.max(...counts) <= 5, String(Math.max(...counts)));
});
