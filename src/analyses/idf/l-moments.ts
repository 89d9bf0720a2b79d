/** The first four sample L-moments: location, scale, and the ratios τ₃ (skewness) and τ₄ (kurtosis). */
export interface LMoments {
  readonly l1: number;
  readonly l2: number;
  readonly t3: number;
  readonly t4: number;
}

/**
 * Unbiased sample L-moments (Hosking, 1990): from the probability-weighted moments
 * `b_r = n⁻¹ Σ (j−1)…(j−r) / ((n−1)…(n−r)) · x_(j)` of the ascending sample; at least 4 values.
 */
export function lMoments(sample: ArrayLike<number>): LMoments {
  const x = Float64Array.from(sample).sort();
  const n = x.length;
  let [b0, b1, b2, b3] = [0, 0, 0, 0];
  x.forEach((value, i) => {
    b0 += value;
    b1 += (i / (n - 1)) * value;
    b2 += ((i * (i - 1)) / ((n - 1) * (n - 2))) * value;
    b3 += ((i * (i - 1) * (i - 2)) / ((n - 1) * (n - 2) * (n - 3))) * value;
  });
  [b0, b1, b2, b3] = [b0 / n, b1 / n, b2 / n, b3 / n];
  const l2 = 2 * b1 - b0;
  return { l1: b0, l2, t3: (6 * b2 - 6 * b1 + b0) / l2, t4: (20 * b3 - 30 * b2 + 12 * b1 - b0) / l2 };
}
