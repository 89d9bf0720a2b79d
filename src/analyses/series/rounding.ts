/** Decimals that rain carries at most. */
export const MOST_DECIMALS = 6;

/** mm with so many decimals, halves up: rain is whole millionths, so that a half is told exactly. */
export function roundTo(mm: number, decimals: number): number {
  const step = 10 ** (MOST_DECIMALS - decimals);
  return Math.round(Math.round(mm * 1e6) / step) / 10 ** decimals;
}
