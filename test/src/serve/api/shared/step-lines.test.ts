import test from 'ava';
import fc from 'fast-check';
import { formatDateTime } from '../../../../../src/domain/time/time.js';
import { stepLines } from '../../../../../src/serve/api/shared/step-lines.js';

test('stepLines: the same as text put together, whatever the steps, stations and values', (t) => {
  const cell = fc.record({
    mm: fc.oneof(
      fc.constant(0),
      fc.constant(NaN),
      fc.integer({ min: 1, max: 1e9 }).map((millionths) => millionths / 1e6),
    ),
    part: fc.constantFrom(0, 0.25, 0.9999, 1),
  });
  const startS = fc.oneof(fc.integer({ min: 0, max: 4_000_000_000 }), fc.constantFrom(1, 999_999_999, 86_399));
  const stepS = fc.constantFrom(1, 60, 3600, 86_400, 90_061);
  const gauge = fc.constantFrom('Lez', 'Le Lez, aval', 'Pluviomètre "nord"', 'ある');
  fc.assert(
    fc.property(startS, stepS, gauge, fc.array(cell, { maxLength: 60 }), (first, step, station, cells) => {
      const [rainMm, coverage] = [cells.map(({ mm }) => mm), cells.map(({ part }) => part)];
      const steps = {
        startS: first,
        stepS: step,
        count: cells.length,
        rainMm: Float64Array.from(rainMm),
        coverage: Float64Array.from(coverage),
      };
      const quoted = /[",]/.test(station) ? `"${station.replaceAll('"', '""')}"` : station;
      const wanted = cells.map(({ mm, part }, i) => {
        const timeS = first + i * step;
        return `${formatDateTime(timeS)},${timeS},${quoted},${Number.isNaN(mm) ? 'na' : mm},${part}\n`;
      });
      t.is(Buffer.concat([...stepLines(steps, station)]).toString(), wanted.join(''));
    }),
    { numRuns: 300 },
  );
});
