/** Numbers from 0 to 1 that follow from a seed (mulberry32): the same intervals on every run. */
export function lottery(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Fits to so many samples drawn from a distribution, of the size of the one it was fitted to (parametric bootstrap). */
export function bootstrap<Fit>(
  { samples, size, seed }: { readonly samples: number; readonly size: number; readonly seed: number },
  draw: (uniform: number) => number,
  fit: (sample: Float64Array) => Fit,
): Fit[] {
  const random = lottery(seed);
  return Array.from({ length: samples }, () => {
    const sample = Float64Array.from({ length: size }, () => draw(1e-9 + (1 - 2e-9) * random()));
    return fit(sample);
  });
}

/** The interval that 90 % of values lie in. */
export function interval90(values: readonly number[]): { low: number; high: number } {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] ?? NaN;
  return { low: at(0.05), high: at(0.95) };
}
