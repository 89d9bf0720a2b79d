import type { ServeContext } from '../../context.js';
import type { PublishedGauge } from '../../read/catalogue.js';
import type { GaugeRain } from '../../../analyses/gauge-rain.js';
import type { Span } from '../../read/rain-reader.js';
import { gaugeOf, spanOf } from './query.js';

/** The rain that a query is about. */
export interface Asked {
  readonly gauge: PublishedGauge;
  readonly span: Span;
  /** Of all years that the span touches. */
  readonly rain: GaugeRain;
}

/** A gauge's rain over the span that a query asks for; analyses that look beyond it say how far. Throws 400 and 404. */
export async function askedRain(
  query: Parameters<typeof spanOf>[0] & { readonly gauge: string },
  context: ServeContext,
  { beforeS = 0, afterS = 0 }: { readonly beforeS?: number; readonly afterS?: number } = {},
): Promise<Asked> {
  const gauge = gaugeOf(context, query.gauge);
  const span = spanOf(query, gauge);
  const rain = await context.rain.rain(gauge, { fromS: span.fromS - beforeS, toS: span.toS + afterS });
  return { gauge, span, rain };
}

/** A gauge's rain over all of its years. Throws 404. */
export async function wholeRecord(query: { readonly gauge: string }, context: ServeContext): Promise<Asked> {
  const gauge = gaugeOf(context, query.gauge);
  const span = { fromS: 0, toS: Infinity };
  return { gauge, span, rain: await context.rain.rain(gauge, span) };
}
