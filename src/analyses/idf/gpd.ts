import { minimize } from './nelder-mead.js';

/** The generalised Pareto distribution of what exceeds a threshold: `1 − F(x) = [1 + ξ(x − u)/σ]^(−1/ξ)`. */
export interface Gpd {
  /** u. */
  readonly threshold: number;
  /** σ, above 0. */
  readonly scale: number;
  /** ξ. */
  readonly shape: number;
  /** Exceedances a year. */
  readonly rate: number;
}

const NO_SHAPE = 1e-8;
/** As of the GEV: beyond it the likelihood has no bound. */
const MOST_SHAPE = 1;

/** By maximum likelihood of the values above the threshold, observed in so many years. */
export function fitGpd(values: ArrayLike<number>, threshold: number, years: number): Gpd {
  const excess = Float64Array.from(values)
    .filter((value) => value > threshold)
    .map((value) => value - threshold);
  const mean = excess.reduce((sum, value) => sum + value, 0) / excess.length;
  const loss = ([logScale, shape]: readonly number[]): number =>
    negativeLogLikelihood(excess, Math.exp(logScale!), shape!);
  const { at } = minimize(loss, [Math.log(mean), 0.05], [0.1, 0.05]);
  return { threshold, scale: Math.exp(at[0]!), shape: at[1]!, rate: excess.length / years };
}

function negativeLogLikelihood(excess: Float64Array, scale: number, shape: number): number {
  if (Math.abs(shape) >= MOST_SHAPE) return Infinity;
  let sum = excess.length * Math.log(scale);
  for (const value of excess) {
    if (Math.abs(shape) < NO_SHAPE) sum += value / scale;
    else {
      const base = 1 + (shape * value) / scale;
      if (base <= 0) return Infinity;
      sum += (1 + 1 / shape) * Math.log(base);
    }
  }
  return sum;
}

/** What is exceeded once in `years` years on average: `u + σ/ξ·[(λT)^ξ − 1]`. */
export function gpdQuantile({ threshold, scale, shape, rate }: Gpd, years: number): number {
  const times = rate * years;
  return Math.abs(shape) < NO_SHAPE
    ? threshold + scale * Math.log(times)
    : threshold + (scale * (times ** shape - 1)) / shape;
}
