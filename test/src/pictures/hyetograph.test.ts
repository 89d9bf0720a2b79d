import test from 'ava';
import fc from 'fast-check';
import { rainSeries } from '../../../src/analyses/series/series.js';
import { parseDateTime } from '../../../src/domain/time/time.js';
import { hyetograph } from '../../../src/pictures/hyetograph.js';
import { attributesOf } from './elements.js';

const START_S = parseDateTime('2024-01-01')!;
const TOP = 62;
const BOTTOM = 276;

interface Hour {
  readonly mm: number;
  readonly isKnown: boolean;
}

function picture(hours: readonly Hour[], language: 'en' | 'fr' = 'en'): string {
  const endOf = (h: number): number => START_S + 3600 * (h + 1);
  const runs = hours.flatMap(({ isKnown }, h) =>
    isKnown ? [{ startS: endOf(h) - 3600, endS: endOf(h), intervalS: 3600 }] : [],
  );
  const series = rainSeries(
    hours.map((_, h) => endOf(h)),
    hours.map(({ mm, isKnown }) => (isKnown ? mm : NaN)),
    runs,
  );
  const period = { startS: START_S, endS: endOf(hours.length - 1) };
  return hyetograph(series, { gauge: 'A & B <1>', period, language, stepS: 3600 });
}

test('hyetograph: bars hang from the top, as long as their rain; gaps are hatched and never bars', (t) => {
  const hour = fc.record({ mm: fc.constantFrom(0, 0, 0.2, 1, 7.5), isKnown: fc.constantFrom(true, true, true, false) });
  fc.assert(
    fc.property(fc.array(hour, { minLength: 2, maxLength: 40 }), (hours) => {
      const svg = picture(hours);
      const rects = attributesOf(svg, 'rect').filter(({ y }) => y === TOP);
      const bars = rects.filter(({ fill }) => fill === '#8c8c8c');
      const wet = hours.filter(({ mm, isKnown }) => isKnown && mm > 0).map(({ mm }) => mm);
      t.is(bars.length, wet.length);
      const most = Math.max(...wet);
      const longest = Math.max(...bars.map(({ height }) => height as number));
      // Places carry two decimals.
      bars.forEach(({ height }, k) => t.true(Math.abs((height as number) / longest - wet[k]! / most) < 0.02));
      const hatched = rects
        .filter(({ fill }) => fill === 'url(#missing)')
        .map(({ x, width }) => [x as number, width as number]);
      const unknown = hours.filter(({ isKnown }) => !isKnown).length;
      const width = hatched.reduce((sum, [, w]) => sum + w!, 0);
      t.true(Math.abs(width - (unknown / hours.length) * (548 - 52)) < 0.1);
      for (const { x } of bars)
        t.false(hatched.some(([from, w]) => (x as number) > from! + 0.1 && (x as number) < from! + w! - 0.1));
    }),
    { numRuns: 60 },
  );
});

test('hyetograph: the curve rises from the bottom to the total, dotted where nothing was observed', (t) => {
  const known = (mm: number): Hour => ({ mm, isKnown: true });
  const svg = picture([known(0), known(3), { mm: 0, isKnown: false }, known(7)]);
  const curves = attributesOf(svg, 'path').filter(
    (one) => one['stroke-width'] === 1.8 && !String(one.d).endsWith('326'),
  );
  const ys = curves.flatMap(({ d }) => Array.from(String(d).matchAll(/[ML][\d.]+ ([\d.]+)/g), ([, y]) => Number(y)));
  t.is(ys[0], BOTTOM);
  t.is(ys.at(-1), TOP, '10 mm is the highest tick');
  t.deepEqual(
    [...ys].sort((a, b) => b - a),
    ys,
  );
  t.deepEqual(
    curves.map((one) => one['stroke-dasharray']),
    [undefined, '2 3', undefined],
  );
});

test('hyetograph: says in words what it shows, in both languages, and escapes names', (t) => {
  const hours = [
    { mm: 1.25, isKnown: true },
    { mm: 0, isKnown: false },
  ];
  t.true(
    picture(hours).includes(
      '<title>A &amp; B &lt;1&gt;, rain, 2024-01-01 00:00 to 2024-01-01 02:00 UTC: 1.3 mm · observed: 50 %</title>',
    ),
  );
  t.true(picture(hours, 'fr').includes('pluie, du 2024-01-01 00:00 au 2024-01-01 02:00 UTC: 1,3 mm · observé : 50 %'));
  t.is(picture(hours), picture(hours), 'the same bytes');
});
