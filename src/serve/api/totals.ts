import { z } from 'zod';
import { PERIOD_KINDS, PERIOD_MEANS } from '../../analyses/series/periods.js';
import { TOTALS_HEADER, totalRow } from '../../analyses/tables.js';
import { TotalsBySteps } from '../../analyses/totals.js';
import { SHORT_WINDOWS_S, windowName } from '../../analyses/series/windows.js';
import { askedRain } from './shared/asked.js';
import { endpoint, gaugeKey } from './shared/endpoint.js';
import { orNull, shortened } from './shared/numbers.js';
import { gaugeName, list, minCoverage, spanQuery } from './shared/query.js';

const kinds = PERIOD_KINDS.map((kind) => `${kind} (${PERIOD_MEANS[kind]})`).join(', ');

/** `/totals`: rain of hours, days, months and years. */
export const totals = endpoint({
  path: '/totals',
  summary: 'Rain of hours, days, months and years of a gauge, each with its coverage and greatest short windows',
  forms: ['json', 'csv'],
  query: z.strictObject({
    gauge: gaugeName,
    ...spanQuery,
    period: list(z.enum(PERIOD_KINDS)).default(['day']).describe(`periods, separated by commas: ${kinds}`),
    min_coverage: minCoverage,
  }),
  key: gaugeKey,
  answer: async (query, context) => {
    const { gauge, span, rain } = await askedRain(query, context);
    const { series, firstS, lastS } = rain;
    // All of a record may begin anywhere in a month or year.
    const period = { startS: query.last === 'all' ? -Infinity : span.fromS, endS: span.toS + 1 };
    const step = { series, firstS, lastS, settledS: lastS ?? 0, isEnd: true, period };
    const all = [...new TotalsBySteps(query.period, query.min_coverage).take(step)];
    return {
      json: () => ({
        gauge: gauge.name,
        unit: 'mm',
        totals: all.map(({ kind, startS, endS, rainMm, coverage, maxMm }) => ({
          period: kind,
          start: startS,
          end: endS,
          rain_mm: orNull(rainMm),
          coverage: shortened(coverage),
          max_mm: Object.fromEntries(SHORT_WINDOWS_S.map((windowS, w) => [windowName(windowS), orNull(maxMm[w]!)])),
        })),
      }),
      csv: () => ({ header: TOTALS_HEADER, rows: all.map(totalRow) }),
    };
  },
});
