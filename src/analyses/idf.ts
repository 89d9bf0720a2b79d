import { annualMaxima, observedYears, spellPeaks, type AnnualMaxima } from './idf/annual-maxima.js';
import { bootstrap, interval90 } from './idf/bootstrap.js';
import { durationQuantile, fitDurationGev, type DurationGev } from './idf/duration-gev.js';
import { fitGevByLikelihood, fitGevByLMoments, gevQuantile, type Gev } from './idf/gev.js';
import { fitGpd, gpdQuantile, type Gpd } from './idf/gpd.js';
import { fitMontana, MONTANA_RANGES_S, type Montana } from './idf/montana.js';
import { fitSmev, smevQuantile, type Smev } from './idf/smev.js';
import type { RainSeries } from './series/series.js';

/** Return periods that tables give, years. */
export const RETURN_PERIODS_Y = [2, 5, 10, 20, 30, 50, 100] as const;
/** Fewer usable years than this say nothing of rare rain by their maxima. */
export const FEWEST_YEARS = 10;
/** Dry time between two peaks over a threshold, and between two ordinary events. */
const PEAKS_APART_S = 24 * 3600;
const EVENTS_APART_S = 6 * 3600;
/** Peaks over the threshold a year, unless the threshold is given. */
const PEAKS_A_YEAR = 3;

export interface IdfOptions {
  readonly windowsS: readonly number[];
  /** The part of a year that must be observed for its maximum to count. */
  readonly leastCoverage: number;
  /** Samples of the bootstrap behind the intervals, and what it is seeded with. */
  readonly samples: number;
  readonly seed: number;
}

export const IDF_METHODS = {
  'gev-lmoments': 'GEV of annual maxima, by L-moments',
  'gev-ml': 'GEV of annual maxima, by maximum likelihood',
  gpd: 'GPD of peaks over a threshold, a day apart, by maximum likelihood',
  'd-gev': 'one GEV for all durations, by maximum likelihood: its curves do not cross',
  smev: 'SMEV of all events, for short records',
} as const;
export type IdfMethod = keyof typeof IDF_METHODS;

/** Depth of a return period, mm, and the interval of 90 %. */
export interface ReturnLevel {
  readonly years: number;
  readonly depthMm: number;
  readonly lowMm: number;
  readonly highMm: number;
}

/** What a method says of one window. */
export interface WindowFit {
  readonly method: IdfMethod;
  readonly windowS: number;
  /** Location (or threshold), scale, shape; as the method has them. */
  readonly location: number;
  readonly scale: number;
  readonly shape: number;
  readonly levels: readonly ReturnLevel[];
}

export interface Idf {
  readonly maxima: readonly AnnualMaxima[];
  /** Years that count for the window that has most of them: an hourly record has none for windows of minutes. */
  readonly usableYears: number;
  readonly fits: readonly WindowFit[];
  readonly montana: readonly (Montana & {
    readonly years: number;
    readonly range: string;
    readonly method: IdfMethod;
  })[];
}

/**
 * Intensity, duration, frequency: annual maxima of windows of each length, what distributions say of rarer rain, and
 * Montana's coefficients. Of windows with fewer than 10 usable years only SMEV speaks. Depths in mm.
 */
export function idf(
  series: RainSeries,
  period: { readonly firstS: number; readonly lastS: number },
  options: IdfOptions,
): Idf {
  const all = annualMaxima(series, period, options.windowsS, options.leastCoverage);
  const samples = all.map(({ windowS, years }) => ({
    windowS,
    maximaMm: years.filter(({ isUsed }) => isUsed).map(({ rainMm }) => rainMm),
  }));
  const usableYears = Math.max(...samples.map(({ maximaMm }) => maximaMm.length));
  const long = samples.filter(({ maximaMm }) => maximaMm.length >= FEWEST_YEARS);
  const joint = long.length > 0 ? fitDurationGev(long) : undefined;
  const fits = samples.flatMap(({ windowS, maximaMm }) =>
    joint === undefined || maximaMm.length < FEWEST_YEARS
      ? smevFit(series, windowS)
      : [
          gevFit({ method: 'gev-lmoments', fit: fitGevByLMoments }, windowS, maximaMm, options),
          gevFit({ method: 'gev-ml', fit: fitGevByLikelihood }, windowS, maximaMm, options),
          ...gpdFit(series, windowS, options),
          jointFit(joint, windowS),
        ],
  );
  return { maxima: all, usableYears, fits, montana: montanaOf(fits) };
}

/** A way of fitting a distribution, by the name that its fits carry. */
interface GevMethod {
  readonly method: IdfMethod;
  readonly fit: (sample: ArrayLike<number>) => Gev;
}

function gevFit(
  { method, fit }: GevMethod,
  windowS: number,
  maximaMm: readonly number[],
  { samples, seed }: IdfOptions,
): WindowFit {
  const found = fit(maximaMm);
  const others = bootstrap({ samples, size: maximaMm.length, seed }, (p) => gevQuantile(found, 1 / (1 - p)), fit);
  return { method, windowS, ...found, levels: levelsOf(found, others, gevQuantile) };
}

function levelsOf<Fit>(
  found: Fit,
  others: readonly Fit[],
  quantile: (fit: Fit, years: number) => number,
): ReturnLevel[] {
  return RETURN_PERIODS_Y.map((years) => {
    const { low, high } = interval90(others.map((other) => quantile(other, years)));
    return { years, depthMm: quantile(found, years), lowMm: low, highMm: high };
  });
}

function gpdFit(series: RainSeries, windowS: number, { samples, seed }: IdfOptions): WindowFit[] {
  const years = observedYears(series, windowS);
  const peaks = spellPeaks(series, windowS, PEAKS_APART_S).sort((a, b) => b - a);
  const threshold = peaks[Math.round(PEAKS_A_YEAR * years)];
  const excesses = peaks.filter((mm) => threshold !== undefined && mm > threshold);
  if (threshold === undefined || excesses.length < FEWEST_YEARS) return [];
  const found = fitGpd(excesses, threshold, years);
  const { scale, shape } = found;
  const draw = (p: number): number => gpdQuantile({ ...found, rate: 1 }, 1 / (1 - p));
  const others = bootstrap({ samples, size: excesses.length, seed }, draw, (sample) =>
    fitGpd(sample, threshold, years),
  );
  return [
    { method: 'gpd', windowS, location: threshold, scale, shape, levels: levelsOf<Gpd>(found, others, gpdQuantile) },
  ];
}

function jointFit(joint: DurationGev, windowS: number): WindowFit {
  const { location, scale, shape } = joint;
  const levels = RETURN_PERIODS_Y.map((years) => withoutInterval(years, durationQuantile(joint, windowS, years)));
  return { method: 'd-gev', windowS, location, scale, shape, levels };
}

function smevFit(series: RainSeries, windowS: number): WindowFit[] {
  const peaks = spellPeaks(series, windowS, EVENTS_APART_S);
  const fit: Smev | undefined = fitSmev(peaks, observedYears(series, windowS));
  if (!fit) return [];
  const levels = RETURN_PERIODS_Y.map((years) => withoutInterval(years, smevQuantile(fit, years)));
  return [{ method: 'smev', windowS, location: NaN, scale: fit.scale, shape: fit.shape, levels }];
}

function withoutInterval(years: number, depthMm: number): ReturnLevel {
  return { years, depthMm, lowMm: NaN, highMm: NaN };
}

/** By the joint distribution where a range of durations has enough of it, else by SMEV. */
function montanaOf(fits: readonly WindowFit[]): Idf['montana'] {
  return RETURN_PERIODS_Y.flatMap((years, y) =>
    MONTANA_RANGES_S.flatMap(({ from, to, name }) => {
      const within = fits.filter(({ windowS }) => windowS >= from && windowS <= to);
      const method = (['d-gev', 'smev'] as const).find((one) => within.filter((fit) => fit.method === one).length >= 3);
      const depths = within
        .filter((fit) => fit.method === method)
        .map(({ windowS, levels }) => ({ windowS, depthMm: levels[y]!.depthMm }));
      return method === undefined ? [] : [{ years, range: name, method, ...fitMontana(depths) }];
    }),
  );
}
