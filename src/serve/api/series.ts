import { z } from 'zod';
import { Cumulative } from '../../analyses/cumulative.js';
import { countUntil } from '../../analyses/series/series.js';
import { RequestProblem } from '../http/problem.js';
import type { GaugeRain } from '../../analyses/gauge-rain.js';
import type { Span } from '../read/rain-reader.js';
import { askedRain } from './shared/asked.js';
import { endpoint, gaugeKey, type Answer } from './shared/endpoint.js';
import { numberColumn, stampColumn } from './shared/json-columns.js';
import { orNull, shortened } from './shared/numbers.js';
import { duration, gaugeName, minCoverage, spanQuery } from './shared/query.js';
import { stepLines, type Steps } from './shared/step-lines.js';

/** The minutes of a leap year, and some. */
const MOST_ROWS = 600_000;

/** `/series`: a gauge's rain, as its wet readings and what was observed, or by steps. */
export const series = endpoint({
  path: '/series',
  summary: 'Rain of a gauge: wet readings and observed time, or a value for every step',
  forms: ['json', 'csv'],
  query: z.strictObject({
    gauge: gaugeName,
    ...spanQuery,
    step: duration.optional().describe('sum by steps of this length; CSV has 1m unless said otherwise'),
    min_coverage: minCoverage,
  }),
  key: gaugeKey,
  answer: async (query, context): Promise<Answer> => {
    const { gauge, span, rain } = await askedRain(query, context);
    const bySteps = (stepS: number) => steps(rain, span, { stepS, minCoverage: query.min_coverage });
    return {
      json: () => ({
        gauge: gauge.name,
        from: span.fromS,
        to: span.toS,
        unit: 'mm',
        observed: observedIn(rain, span),
        ...(query.step === undefined ? wetReadings(rain, span) : stepColumns(bySteps(query.step))),
      }),
      csv: () => ({
        header: ['Datetime_TU', 'Timestamp', 'Station', 'Rain', 'Coverage'],
        lines: stepLines(bySteps(query.step ?? 60), gauge.name),
      }),
    };
  },
});

function wetReadings({ series }: GaugeRain, { fromS, toS }: Span) {
  const [from, to] = [countUntil(series, fromS), countUntil(series, toS)];
  return {
    step_s: null,
    time: Array.from(series.timeS.subarray(from, to)),
    rain_mm: Array.from(series.rainMm.subarray(from, to)),
  };
}

/** Runs as `[start, end, interval]`, half-open `(start, end]`, cut to the span. */
export function observedIn({ series: { runs } }: GaugeRain, { fromS, toS }: Span): [number, number, number][] {
  return runs.flatMap(({ startS, endS, intervalS }): [number, number, number][] =>
    endS <= fromS || startS >= toS ? [] : [[Math.max(startS, fromS), Math.min(endS, toS), intervalS]],
  );
}

/** Rain of every step of the clock that ends in a span. */
function steps(
  { series }: GaugeRain,
  { fromS, toS }: Span,
  { stepS, minCoverage: least }: { readonly stepS: number; readonly minCoverage: number | undefined },
): Steps {
  const startS = (Math.floor(fromS / stepS) + 1) * stepS;
  const count = Math.max(0, Math.floor((toS - startS) / stepS) + 1);
  if (count > MOST_ROWS)
    throw new RequestProblem(
      413,
      `These are ${count} steps, and ${MOST_ROWS} is the most; ask for a shorter period or a longer step`,
    );
  const table = new Cumulative(series, { windowsS: [stepS], minCoverage: least }).at({ startS, stepS, count });
  return { startS, stepS, count, rainMm: table.rainMm[0]!, coverage: table.coverage[0]! };
}

function stepColumns({ startS, stepS, count, rainMm, coverage }: Steps) {
  return {
    step_s: stepS,
    time: stampColumn(startS, stepS, count),
    rain_mm: numberColumn(rainMm, orNull),
    coverage: numberColumn(coverage, shortened),
  };
}
