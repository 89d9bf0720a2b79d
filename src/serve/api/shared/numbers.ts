/** Numbers as answers have them. */

/** Missing values are null in JSON. */
export function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** mm with 3 decimals; null where there is no finite value. */
export function rounded(mm: number): number | null {
  return Number.isFinite(mm) ? Math.round(mm * 1000) / 1000 : null;
}

/** Coverage with 4 decimals, down: 1 says that nothing is missing. */
export function shortened(coverage: number): number {
  return Math.floor(coverage * 1e4 + 1e-9) / 1e4;
}
