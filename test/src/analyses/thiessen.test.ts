import test from 'ava';
import fc from 'fast-check';
import { Thiessen } from '../../../src/analyses/thiessen.js';

const site = fc
  .record({ lon: fc.integer({ min: 0, max: 40 }), lat: fc.integer({ min: 0, max: 40 }) })
  .map(({ lon, lat }) => ({
    lon: 3.8 + lon / 1000,
    lat: 43.6 + lat / 1000,
  }));

/** Weights by counting: every point of a lattice over the area goes to its nearest gauge. */
function counted(sites: readonly { lon: number; lat: number }[], there: readonly boolean[], steps: number): number[] {
  const mean = sites.reduce((sum, { lat }) => sum + lat, 0) / sites.length;
  const xy = sites.map(({ lon, lat }) => [lon * Math.cos((mean / 180) * Math.PI), lat] as const);
  const nearest = xy.map(([x, y]) =>
    Math.min(...xy.map(([u, v]) => Math.hypot(u - x, v - y)).filter((distance) => distance > 1e-9)),
  );
  const margin = nearest.reduce((sum, distance) => sum + distance, 0) / nearest.length / 2;
  const [xs, ys] = [xy.map(([x]) => x), xy.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs) - margin, Math.max(...xs) + margin];
  const [bottom, top] = [Math.min(...ys) - margin, Math.max(...ys) + margin];
  const counts = sites.map(() => 0);
  for (let i = 0; i < steps; i++)
    for (let j = 0; j < steps; j++) {
      const x = left + ((i + 0.5) / steps) * (right - left);
      const y = bottom + ((j + 0.5) / steps) * (top - bottom);
      let best = -1;
      xy.forEach(([u, v], g) => {
        if (!there[g]) return;
        if (best < 0 || Math.hypot(u - x, v - y) < Math.hypot(xy[best]![0] - x, xy[best]![1] - y)) best = g;
      });
      counts[best]!++;
    }
  return counts.map((count) => count / steps ** 2);
}

test('Thiessen: weights are the parts of the area that are nearest, whichever gauges are there', (t) => {
  const network = fc
    .uniqueArray(site, { minLength: 2, maxLength: 8, selector: ({ lon, lat }) => `${lon}/${lat}` })
    .chain((sites) => fc.record({ sites: fc.constant(sites), away: fc.nat({ max: sites.length - 1 }) }));
  fc.assert(
    fc.property(network, ({ sites, away }) => {
      const thiessen = new Thiessen(sites);
      for (const there of [sites.map(() => true), sites.map((_, g) => g !== away)]) {
        const weights = thiessen.weights((g) => there[g]!);
        t.true(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-9);
        const expected = counted(sites, there, 120);
        // A lattice of 120 × 120 tells an edge to within a step: an eighth of the gauges' edges, a few per cent.
        weights.forEach((weight, g) => t.true(Math.abs(weight - expected[g]!) < 0.03, `${weight} ${expected[g]!}`));
      }
    }),
    { numRuns: 30 },
  );
});

test('Thiessen: gauges at one place share its part, one without a place has none, a lone one has all', (t) => {
  const [a, b] = [
    { lon: 3.8, lat: 43.6 },
    { lon: 3.9, lat: 43.6 },
  ];
  t.deepEqual(
    new Thiessen([a, b, b, undefined]).weights(() => true).map((weight) => Math.round(weight * 1e9) / 1e9),
    [0.5, 0.25, 0.25, 0],
  );
  t.deepEqual(
    new Thiessen([a, b]).weights((g) => g === 1),
    [0, 1],
  );
  t.deepEqual(
    new Thiessen([a]).weights(() => true),
    [1],
  );
  t.deepEqual(
    new Thiessen([a, b]).weights(() => false),
    [0, 0],
  );
});
