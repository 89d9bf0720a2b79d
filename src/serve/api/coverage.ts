import { z } from 'zod';
import { formatDateTime } from '../../domain/time/time.js';
import { askedRain } from './shared/asked.js';
import { endpoint, gaugeKey } from './shared/endpoint.js';
import { shortened } from './shared/numbers.js';
import { gaugeName, spanQuery } from './shared/query.js';
import { observedIn } from './series.js';

/** `/coverage`: what was observed of a period, and what is missing. */
export const coverage = endpoint({
  path: '/coverage',
  summary: 'What was observed of a period, and the gaps in it: missing is not dry',
  forms: ['json', 'csv'],
  query: z.strictObject({ gauge: gaugeName, ...spanQuery }),
  key: gaugeKey,
  answer: async (query, context) => {
    const { gauge, span, rain } = await askedRain(query, context);
    const observed = observedIn(rain, span);
    const gaps: [number, number][] = [];
    let untilS = span.fromS;
    for (const [startS, endS] of observed) {
      if (startS > untilS) gaps.push([untilS, startS]);
      untilS = endS;
    }
    if (span.toS > untilS) gaps.push([untilS, span.toS]);
    const missingS = gaps.reduce((sum, [startS, endS]) => sum + endS - startS, 0);
    return {
      json: () => ({
        gauge: gauge.name,
        from: span.fromS,
        to: span.toS,
        coverage: shortened(1 - missingS / (span.toS - span.fromS)),
        observed,
        gaps,
      }),
      csv: () => ({
        header: ['Start', 'End', 'Interval_s', 'Observed'],
        rows: [
          ...observed.map(([startS, endS, intervalS]) => [startS, endS, intervalS, 'yes'] as const),
          ...gaps.map(([startS, endS]) => [startS, endS, null, 'no'] as const),
        ]
          .sort(([a], [b]) => a - b)
          .map(([startS, endS, ...rest]) => [formatDateTime(startS), formatDateTime(endS), ...rest]),
      }),
    };
  },
});
