import { bootstrap, interval90 } from './bootstrap.js';
import { fitGevByLMoments, gevQuantile, gevReturnPeriod } from './gev.js';

/** Nothing is said beyond these, years: a record of decades knows nothing of a millennium. */
export const LEAST_Y = 1;
export const MOST_Y = 100;

/** How rare a depth is: between `lowY` and `highY` years, 90 %; at the bounds it may be less or more. */
export interface Rarity {
  readonly years: number;
  readonly lowY: number;
  readonly highY: number;
}

/** The return period of a depth among annual maxima, by GEV and L-moments; the interval is a bootstrap's. */
export function rarity(
  depthMm: number,
  maximaMm: readonly number[],
  { samples, seed }: { readonly samples: number; readonly seed: number },
): Rarity {
  const fit = fitGevByLMoments(maximaMm);
  const others = bootstrap(
    { samples, size: maximaMm.length, seed },
    (p) => gevQuantile(fit, 1 / (1 - p)),
    fitGevByLMoments,
  );
  const { low, high } = interval90(others.map((other) => bounded(gevReturnPeriod(other, depthMm))));
  return { years: bounded(gevReturnPeriod(fit, depthMm)), lowY: low, highY: high };
}

function bounded(years: number): number {
  return Math.min(MOST_Y, Math.max(LEAST_Y, years));
}

/** `between 2 and 8 years`, `over 100 years`, `up to 3 years`. */
export function rarityText({ lowY, highY }: Rarity): string {
  const [low, high] = [lowY, highY].map((years) => (years < 10 ? Math.round(years * 10) / 10 : Math.round(years)));
  if (lowY >= MOST_Y) return `over ${MOST_Y} years`;
  if (highY <= LEAST_Y) return `less than ${LEAST_Y} year`;
  return `between ${low!} and ${highY >= MOST_Y ? `over ${MOST_Y}` : high!} years`;
}
