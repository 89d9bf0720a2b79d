import { appendFileSync } from 'node:fs';

/** Whether this is `npm run test:faults`, rather than its sample among the ordinary tests. */
export const IS_LONG = process.env.PLUVIO_FAULTS === 'long';

/** How many of something to try. */
export function extent(sampled: number, long: number): number {
  return IS_LONG ? long : sampled;
}

/** Hands a figure to the summary of `npm run test:faults`. */
export function tellFigure(what: string, tried: number, detail: string): void {
  const file = process.env.PLUVIO_FAULTS_FIGURES;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ what, tried, detail })}\n`);
}
