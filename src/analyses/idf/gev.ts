import { gamma } from './gamma.js';
import { lMoments } from './l-moments.js';
import { minimize } from './nelder-mead.js';

/**
 * The generalised extreme-value distribution of annual maxima: `F(x) = exp(−[1 + ξ(x − μ)/σ]^(−1/ξ))`; a positive shape ξ is
 * a heavy tail (hydrologists' k is −ξ).
 */
export interface Gev {
  /** μ, in the unit of the sample. */
  readonly location: number;
  /** σ, likewise, above 0. */
  readonly scale: number;
  /** ξ. */
  readonly shape: number;
}

/** Beyond this shape the likelihood grows without bound where a sample has equal values (Smith, 1985). */
const MOST_SHAPE = 1;

/** Shapes this small are taken for 0: the Gumbel distribution. */
const NO_SHAPE = 1e-8;

/** What is reached or exceeded once in `years` years, on average: the quantile of `1 − 1/T`. */
export function gevQuantile({ location, scale, shape }: Gev, years: number): number {
  const y = -Math.log1p(-1 / years);
  return Math.abs(shape) < NO_SHAPE ? location - scale * Math.log(y) : location + (scale * (y ** -shape - 1)) / shape;
}

/** Return period of a value in years: `1 / (1 − F(x))`, 1 at the least. */
export function gevReturnPeriod({ location, scale, shape }: Gev, x: number): number {
  const z = (x - location) / scale;
  const base = 1 + shape * z;
  if (Math.abs(shape) >= NO_SHAPE && base <= 0) return shape > 0 ? 1 : Infinity;
  const y = Math.abs(shape) < NO_SHAPE ? Math.exp(-z) : base ** (-1 / shape);
  return 1 / -Math.expm1(-y);
}

/** By L-moments (Hosking, Wallis and Wood, 1985), k from τ₃ solved to the end. */
export function fitGevByLMoments(sample: ArrayLike<number>): Gev {
  const { l1, l2, t3 } = lMoments(sample);
  const skewOf = (k: number): number =>
    Math.abs(k) < NO_SHAPE ? (2 * Math.log(3)) / Math.log(2) - 3 : (2 * (1 - 3 ** -k)) / (1 - 2 ** -k) - 3;
  // τ₃ falls as k rises; beyond these it is that of no sample.
  let [low, high] = [-0.99, 20];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (skewOf(middle) > t3) low = middle;
    else high = middle;
  }
  const k = (low + high) / 2;
  if (Math.abs(k) < 1e-6) {
    const scale = l2 / Math.log(2);
    return { location: l1 - 0.5772156649015329 * scale, scale, shape: 0 };
  }
  const g = gamma(1 + k);
  const scale = (l2 * k) / ((1 - 2 ** -k) * g);
  return { location: l1 - (scale * (1 - g)) / k, scale, shape: -k };
}

/** `−ln L = Σ ln σ + (1 + 1/ξ) ln s + s^(−1/ξ)`, `s = 1 + ξ(x − μ)/σ`; ∞ outside of the support, and for shapes from 1 on. */
export function gevNegativeLogLikelihood({ location, scale, shape }: Gev, sample: ArrayLike<number>): number {
  if (!(scale > 0) || Math.abs(shape) >= MOST_SHAPE) return Infinity;
  let sum = sample.length * Math.log(scale);
  for (let i = 0; i < sample.length; i++) {
    const z = (sample[i]! - location) / scale;
    if (Math.abs(shape) < NO_SHAPE) {
      sum += z + Math.exp(-z);
      continue;
    }
    const base = 1 + shape * z;
    if (base <= 0) return Infinity;
    const log = Math.log(base);
    sum += (1 + 1 / shape) * log + Math.exp(-log / shape);
  }
  return sum;
}

/** By maximum likelihood, from where L-moments lead to, or from Gumbel's where they lie outside of what is possible. */
export function fitGevByLikelihood(sample: ArrayLike<number>): Gev {
  const { location, scale, shape } = fitGevByLMoments(sample);
  const loss = ([mu, logSigma, xi]: readonly number[]): number =>
    gevNegativeLogLikelihood({ location: mu!, scale: Math.exp(logSigma!), shape: xi! }, sample);
  const starts = [shape, 0.1, 0].map((xi) => [location, Math.log(scale), xi]);
  const start = starts.find((at) => Number.isFinite(loss(at))) ?? starts[2]!;
  const { at } = minimize(loss, start, [0.1 * scale, 0.1, 0.05]);
  return { location: at[0]!, scale: Math.exp(at[1]!), shape: at[2]! };
}
