import { gevNegativeLogLikelihood, gevQuantile, type Gev } from './gev.js';
import { minimize } from './nelder-mead.js';

/**
 * One distribution for all durations (Koutsoyiannis et al., 1998): the intensity over a duration d (h) is GEV with scale
 * `σ(d) = σ₀/(d + θ)^η`, location `μ̃·σ(d)` and one shape. With θ ≥ 0 and 0 < η < 1 the curves of return periods cannot
 * cross: intensity falls, and depth rises, with duration.
 */
export interface DurationGev {
  /** μ̃. */
  readonly location: number;
  /** σ₀. */
  readonly scale: number;
  readonly shape: number;
  /** θ, h. */
  readonly offsetH: number;
  /** η. */
  readonly exponent: number;
}

/** Annual maxima of one window, mm. */
export interface DurationSample {
  readonly windowS: number;
  readonly maximaMm: readonly number[];
}

/** The distribution of intensity, mm/h, over a window. */
export function gevOfDuration({ location, scale, shape, offsetH, exponent }: DurationGev, windowS: number): Gev {
  const ofDuration = scale / (windowS / 3600 + offsetH) ** exponent;
  return { location: location * ofDuration, scale: ofDuration, shape };
}

/** Depth, mm, of a return period. */
export function durationQuantile(fit: DurationGev, windowS: number, years: number): number {
  return (gevQuantile(gevOfDuration(fit, windowS), years) * windowS) / 3600;
}

/** By maximum likelihood over all durations at once, taken for independent as is usual. */
export function fitDurationGev(samples: readonly DurationSample[]): DurationGev {
  const intensities = samples.map(({ windowS, maximaMm }) => ({
    windowS,
    values: Float64Array.from(maximaMm, (mm) => (mm * 3600) / windowS),
  }));
  const loss = (at: readonly number[]): number => {
    const fit = fitOf(at);
    let sum = 0;
    for (const { windowS, values } of intensities) sum += gevNegativeLogLikelihood(gevOfDuration(fit, windowS), values);
    return sum;
  };
  const hour = intensities.find(({ windowS }) => windowS >= 3600) ?? intensities[0]!;
  const mean = hour.values.reduce((sum, value) => sum + value, 0) / hour.values.length;
  const starts = [0.6, 0.8].map((exponent) => [
    2.5,
    Math.log(mean / 3),
    0.1,
    Math.log(0.1),
    Math.log(exponent / (1 - exponent)),
  ]);
  const found = starts.map((start) => {
    const first = minimize(loss, start, [0.3, 0.2, 0.05, 0.5, 0.3]);
    return minimize(loss, first.at, [0.1, 0.1, 0.02, 0.2, 0.1]);
  });
  return fitOf(found.sort((a, b) => a.value - b.value)[0]!.at);
}

/** Variables that may have any value → parameters within their bounds. */
function fitOf([location, logScale, shape, logOffset, logit]: readonly number[]): DurationGev {
  return {
    location: location!,
    scale: Math.exp(logScale!),
    shape: shape!,
    offsetH: Math.exp(logOffset!),
    exponent: 1 / (1 + Math.exp(-logit!)),
  };
}
