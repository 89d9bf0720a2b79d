import { z } from 'zod';
import { ANTECEDENT_DAYS, DEFAULT_EVENTS, events as eventsOf } from '../../analyses/events.js';
import { EVENTS_HEADER, eventRow } from '../../analyses/tables.js';
import { windowName } from '../../analyses/series/windows.js';
import { askedRain } from './shared/asked.js';
import { endpoint, gaugeKey } from './shared/endpoint.js';
import { orNull, shortened } from './shared/numbers.js';
import { duration, gaugeName, spanQuery } from './shared/query.js';

const DAY_S = 86_400;
/** Events reach back into rain of so long before. */
const BEFORE_S = 2 * Math.max(...ANTECEDENT_DAYS) * DAY_S;

/** `/events`: rain events that begin in a period. */
export const events = endpoint({
  path: '/events',
  summary: 'Rain events of a gauge: depth, duration, intensities, erosivity, rain before, coverage, what is cut',
  forms: ['json', 'csv'],
  query: z.strictObject({
    gauge: gaugeName,
    ...spanQuery,
    gap: duration.optional().describe('dry time that ends an event; default: 6h'),
    min_depth: z.coerce
      .number()
      .min(0)
      .max(1000)
      .optional()
      .describe('leave out events of less rain, mm; default: 0.5'),
  }),
  key: gaugeKey,
  answer: async (query, context) => {
    const { gauge, span, rain } = await askedRain(query, context, { beforeS: BEFORE_S, afterS: BEFORE_S });
    const gapS = query.gap === undefined ? DEFAULT_EVENTS.gapS : [query.gap];
    const options = { ...DEFAULT_EVENTS, gapS, minDepthMm: query.min_depth ?? DEFAULT_EVENTS.minDepthMm };
    const found = [...eventsOf(rain.series, options)].filter(({ startS }) => startS >= span.fromS && startS < span.toS);
    return {
      json: () => ({
        gauge: gauge.name,
        events: found.map(({ startS, endS, depthMm, peaks, ei30, antecedentMm, coverage, cut }) => ({
          start: startS,
          end: endS,
          depth_mm: depthMm,
          intensity_mm_h: Object.fromEntries(peaks.map((peak) => [windowName(peak.windowS), orNull(peak.intensity)])),
          peak_end: Object.fromEntries(peaks.map((peak) => [windowName(peak.windowS), peak.endS])),
          ei30: orNull(ei30),
          before_mm: Object.fromEntries(ANTECEDENT_DAYS.map((days, i) => [`${days}d`, orNull(antecedentMm[i]!)])),
          coverage: shortened(coverage),
          cut,
        })),
      }),
      csv: () => ({ header: EVENTS_HEADER, rows: found.map(eventRow) }),
    };
  },
});
