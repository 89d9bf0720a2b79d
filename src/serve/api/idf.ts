import { z } from 'zod';
import { FEWEST_YEARS, IDF_METHODS, RETURN_PERIODS_Y, idf as idfOf } from '../../analyses/idf.js';
import { WINDOWS_S, windowName } from '../../analyses/series/windows.js';
import type { GaugeRain } from '../../analyses/gauge-rain.js';
import { wholeRecord } from './shared/asked.js';
import { endpoint, gaugeKey } from './shared/endpoint.js';
import { orNull, rounded, shortened } from './shared/numbers.js';
import { duration, gaugeName, list } from './shared/query.js';

/** Samples of the bootstrap behind the intervals, as the command has them. */
const SAMPLES = 200;

/** `/idf`: annual maxima and return periods, from all years of a gauge. */
export const idf = endpoint({
  path: '/idf',
  summary: 'Annual maxima, return periods with intervals, Montana coefficients, from all years of a gauge',
  forms: ['json', 'csv'],
  query: z.strictObject({
    gauge: gaugeName,
    windows: list(duration).optional().describe('windows, as 5m,1h,24h; default: all 14'),
  }),
  key: gaugeKey,
  answer: async (query, context) => {
    const { gauge, rain } = await wholeRecord(query, context);
    const result = computed(rain, query.windows ?? WINDOWS_S);
    return {
      json: () => ({ gauge: gauge.name, ...result }),
      csv: () => ({
        header: ['Method', 'Window', 'Return_period_y', 'Depth', 'Low', 'High'],
        rows: result.fits.flatMap(({ method, window, levels }) =>
          levels.map((level) => [method, window, level.return_period_y, level.depth_mm, level.low_mm, level.high_mm]),
        ),
      }),
    };
  },
});

function computed({ series, firstS, lastS }: GaugeRain, windowsS: readonly number[]) {
  const years = RETURN_PERIODS_Y;
  if (firstS === undefined || lastS === undefined)
    return {
      usable_years: 0,
      fewest_years: FEWEST_YEARS,
      methods: IDF_METHODS,
      maxima: [],
      fits: [],
      montana: [],
      years,
    };
  const options = { windowsS, leastCoverage: 0.9, samples: SAMPLES, seed: 1 };
  const { maxima, usableYears, fits, montana } = idfOf(series, { firstS, lastS }, options);
  return {
    usable_years: usableYears,
    fewest_years: FEWEST_YEARS,
    methods: IDF_METHODS,
    years,
    maxima: maxima.map((one) => ({
      window: windowName(one.windowS),
      window_s: one.windowS,
      years: one.years.map(({ year, rainMm, endS, coverage, isUsed }) => ({
        year,
        rain_mm: orNull(rainMm),
        end: endS ?? null,
        coverage: shortened(coverage),
        is_used: isUsed,
      })),
    })),
    fits: fits.map(({ method, windowS, levels }) => ({
      method,
      window: windowName(windowS),
      window_s: windowS,
      levels: levels.map((level) => ({
        return_period_y: level.years,
        depth_mm: rounded(level.depthMm),
        low_mm: rounded(level.lowMm),
        high_mm: rounded(level.highMm),
      })),
    })),
    montana,
  };
}
