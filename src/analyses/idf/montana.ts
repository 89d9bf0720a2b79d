import { leastSquares } from './smev.js';

/** Montana's formula: intensity `i = a·t^(−b)`, mm/min, or depth `h = a·t^(1−b)`, mm, of t minutes. */
export interface Montana {
  readonly a: number;
  readonly b: number;
}

/** Ranges of durations over which the coefficients are fitted, seconds. */
export const MONTANA_RANGES_S = [
  { from: 300, to: 3600, name: '5min-60min' },
  { from: 3600, to: 86_400, name: '1h-24h' },
] as const;

/** By least squares of `ln i` on `ln t` over depths of one return period. */
export function fitMontana(depths: readonly { readonly windowS: number; readonly depthMm: number }[]): Montana {
  const { slope, intercept } = leastSquares(
    depths.map(({ windowS, depthMm }) => ({ u: Math.log(windowS / 60), v: Math.log(depthMm / (windowS / 60)) })),
  );
  return { a: Math.exp(intercept), b: -slope };
}
