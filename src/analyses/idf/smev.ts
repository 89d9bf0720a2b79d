/**
 * The simplified metastatistical extreme-value distribution (Marra et al., 2019), for records too short for annual maxima:
 * all events count. `F(x) = [1 − exp(−(x/λ)^κ)]ⁿ`, n events a year, whose values follow a Weibull distribution.
 */
export interface Smev {
  /** λ. */
  readonly scale: number;
  /** κ. */
  readonly shape: number;
  /** n. */
  readonly eventsAYear: number;
}

/** The lower part of the events says little of the tail, and is left out of the fit. */
const CENSORED = 0.75;
/** Events of the tail that a fit takes at least. */
const FEWEST = 10;

/**
 * By least squares of `ln x` on `ln(−ln(1 − p))`, `p = i/(n + 1)`, over the greatest quarter of the events. Undefined
 * where that is fewer than 10.
 */
export function fitSmev(events: ArrayLike<number>, years: number): Smev | undefined {
  const x = Float64Array.from(events).sort();
  const n = x.length;
  const first = Math.floor(CENSORED * n);
  if (n - first < FEWEST || !(x[first]! < x[n - 1]!)) return undefined;
  const points = Array.from(x.subarray(first), (value, i) => ({
    u: Math.log(-Math.log(1 - (first + i + 1) / (n + 1))),
    v: Math.log(value),
  }));
  const { slope, intercept } = leastSquares(points);
  return { scale: Math.exp(intercept), shape: 1 / slope, eventsAYear: n / years };
}

export function smevQuantile({ scale, shape, eventsAYear }: Smev, years: number): number {
  return scale * (-Math.log(-Math.expm1(Math.log1p(-1 / years) / eventsAYear))) ** (1 / shape);
}

/** The line `v = intercept + slope·u` through points. */
export function leastSquares(points: readonly { readonly u: number; readonly v: number }[]): {
  slope: number;
  intercept: number;
} {
  const n = points.length;
  const meanU = points.reduce((sum, { u }) => sum + u, 0) / n;
  const meanV = points.reduce((sum, { v }) => sum + v, 0) / n;
  const slope =
    points.reduce((sum, { u, v }) => sum + (u - meanU) * (v - meanV), 0) /
    points.reduce((sum, { u }) => sum + (u - meanU) ** 2, 0);
  return { slope, intercept: meanV - slope * meanU };
}
