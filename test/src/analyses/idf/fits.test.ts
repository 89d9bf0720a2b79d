import test from 'ava';
import { lottery } from '../../../../src/analyses/idf/bootstrap.js';
import { durationQuantile, fitDurationGev, gevOfDuration } from '../../../../src/analyses/idf/duration-gev.js';
import { gamma } from '../../../../src/analyses/idf/gamma.js';
import {
  fitGevByLikelihood,
  fitGevByLMoments,
  gevNegativeLogLikelihood,
  gevQuantile,
  gevReturnPeriod,
} from '../../../../src/analyses/idf/gev.js';
import { fitGpd, gpdQuantile } from '../../../../src/analyses/idf/gpd.js';
import { lMoments } from '../../../../src/analyses/idf/l-moments.js';
import { fitMontana } from '../../../../src/analyses/idf/montana.js';
import { rarity, rarityText } from '../../../../src/analyses/idf/return-period.js';
import { fitSmev, smevQuantile } from '../../../../src/analyses/idf/smev.js';
import { WINDOWS_S } from '../../../../src/analyses/series/windows.js';

const close = (a: number, b: number, tolerance: number): boolean => Math.abs(a - b) <= tolerance;
const SAMPLE = [
  28.4, 31.9, 22.1, 45.6, 38.2, 27.7, 60.3, 33.5, 41, 24.9, 36.6, 52.8, 29.3, 30.7, 75.2, 26.4, 34.1, 47.7, 39.9, 23.8,
];

test('lMoments: the published ones of a published sample', (t) => {
  const { l1, l2, t3, t4 } = lMoments([2, 3, 4, 2.4, 5.5, 1.2, 5.4, 2.2, 7.1, 1.3, 1.5]);
  t.true(close(l1, 3.23636364, 1e-8));
  t.true(close(l2, 1.14181818, 1e-8));
  t.true(close(t3, 0.27388535, 1e-8));
  t.true(close(t4, 0.02335456, 1e-8));
});

test('gamma: factorials, a half, and between', (t) => {
  t.true(close(gamma(5), 24, 1e-12));
  t.true(close(gamma(0.5), Math.sqrt(Math.PI), 1e-14));
  t.true(close(gamma(1.3) / gamma(0.3), 0.3, 1e-13));
  t.true(close(gamma(-0.5), -2 * Math.sqrt(Math.PI), 1e-13));
});

test('fitGevByLikelihood: what scipy 1.17 finds (genextreme.fit), and no likelihood is better nearby', (t) => {
  const fit = fitGevByLikelihood(SAMPLE);
  t.true(close(fit.location, 30.6787, 2e-3));
  t.true(close(fit.scale, 7.7831, 2e-3));
  t.true(close(fit.shape, 0.26433, 5e-4));
  t.true(close(gevNegativeLogLikelihood(fit, SAMPLE), 75.623354, 1e-5));
  t.true(close(gevQuantile(fit, 100), 100.567, 0.05));
});

test('fitGpd: what scipy 1.17 finds (genpareto.fit)', (t) => {
  const fit = fitGpd(SAMPLE, 26, 20);
  t.true(close(fit.scale, 15.901, 5e-3));
  t.true(close(fit.shape, -0.13677, 5e-4));
  t.is(fit.rate, 17 / 20);
});

/** Enough for two digits; a fit's error is about 1/√n. */
const MANY = 20_000;

for (const shape of [0.174, 0, -0.2])
  test(`GEV fits find the parameters that a sample was drawn from: 1.347, 0.533, ${shape}`, (t) => {
    const real = { location: 1.347, scale: 0.533, shape };
    const random = lottery(7);
    const sample = Float64Array.from({ length: MANY }, () => gevQuantile(real, 1 / (1 - random())));
    for (const fit of [fitGevByLMoments(sample), fitGevByLikelihood(sample)]) {
      t.true(close(fit.location, 1.347, 0.02));
      t.true(close(fit.scale, 0.533, 0.02));
      t.true(close(fit.shape, shape, 0.03));
    }
  });

test('GPD fit finds the parameters that a sample was drawn from: 7.44, 0.184', (t) => {
  const real = { threshold: 30, scale: 7.44, shape: 0.184, rate: 1 };
  const random = lottery(8);
  const sample = Float64Array.from({ length: MANY }, () => gpdQuantile(real, 1 / (1 - random())));
  const fit = fitGpd(sample, 30, MANY / 2);
  t.true(close(fit.scale, 7.44, 0.25));
  t.true(close(fit.shape, 0.184, 0.03));
  t.true(close(gpdQuantile(fit, 100), gpdQuantile({ ...real, rate: 2 }, 100), 3));
});

test('gevReturnPeriod: the inverse of the quantile; 1 below the support, ∞ above it', (t) => {
  for (const shape of [0.2, 0, -0.2])
    for (const years of [1.5, 10, 1000]) {
      const gev = { location: 30, scale: 8, shape };
      t.true(close(gevReturnPeriod(gev, gevQuantile(gev, years)) / years, 1, 1e-6));
    }
  t.is(gevReturnPeriod({ location: 30, scale: 8, shape: -0.2 }, 100), Infinity);
  t.is(gevReturnPeriod({ location: 30, scale: 8, shape: 0.2 }, -20), 1);
});

test('fitGevByLikelihood: equal values do not lead it astray', (t) => {
  const { shape } = fitGevByLikelihood([2.8, 2.8, 2.8, 2.8, 3, 3, 3.2, 3.4, 3.6, 2.8, 3, 4.2]);
  t.true(Math.abs(shape) < 1);
});

test('fitDurationGev: finds what samples were drawn from, and its curves do not cross', (t) => {
  const real = { location: 2.2, scale: 12, shape: 0.12, offsetH: 0.08, exponent: 0.75 };
  const random = lottery(9);
  const samples = WINDOWS_S.map((windowS) => ({
    windowS,
    maximaMm: Array.from(
      { length: 800 },
      () => (gevQuantile(gevOfDuration(real, windowS), 1 / (1 - random())) * windowS) / 3600,
    ),
  }));
  const fit = fitDurationGev(samples);
  t.true(close(fit.location, 2.2, 0.1));
  t.true(close(fit.shape, 0.12, 0.03));
  t.true(close(fit.exponent, 0.75, 0.02));
  for (const few of [samples, samples.map((one) => ({ ...one, maximaMm: one.maximaMm.slice(0, 11) }))]) {
    const curves = fitDurationGev(few);
    for (const years of [2, 10, 100])
      WINDOWS_S.slice(1).forEach((windowS, i) => {
        const [shorter, longer] = [WINDOWS_S[i]!, windowS].map((s) => durationQuantile(curves, s, years));
        t.true(longer! > shorter!);
        t.true(longer! / windowS < shorter! / WINDOWS_S[i]!);
      });
  }
});

test('fitSmev: finds the Weibull distribution that events were drawn from', (t) => {
  const random = lottery(10);
  const events = Float64Array.from({ length: 4000 }, () => 6 * (-Math.log(1 - random())) ** (1 / 0.8));
  const fit = fitSmev(events, 100)!;
  t.true(close(fit.scale, 6, 0.5));
  t.true(close(fit.shape, 0.8, 0.04));
  t.is(fit.eventsAYear, 40);
  const once = smevQuantile({ scale: 6, shape: 0.8, eventsAYear: 40 }, 50);
  t.true(close((1 - Math.exp(-((once / 6) ** 0.8))) ** 40, 1 - 1 / 50, 1e-9));
  t.is(fitSmev([1, 2, 3], 1), undefined);
});

test('fitMontana: a and b of depths that follow the formula', (t) => {
  const { a, b } = fitMontana([300, 900, 3600].map((windowS) => ({ windowS, depthMm: 4.5 * (windowS / 60) ** 0.4 })));
  t.true(close(a, 4.5, 1e-9));
  t.true(close(b, 0.6, 1e-9));
});

test('rarity: an interval within 1 and 100 years that holds the estimate, the same for the same seed', (t) => {
  const options = { samples: 200, seed: 1 };
  const found = rarity(52, SAMPLE, options);
  t.true(found.lowY <= found.years && found.years <= found.highY);
  t.deepEqual(found, rarity(52, SAMPLE, options));
  t.regex(rarityText(found), /^between [\d.]+ and (over )?[\d.]+ years$/);
  t.is(
    rarityText(rarity(10_000, SAMPLE, options)).startsWith('between') || rarity(10_000, SAMPLE, options).lowY === 100,
    true,
  );
  t.is(rarity(1, SAMPLE, options).years, 1);
});
