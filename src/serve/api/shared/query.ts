import { z } from 'zod';
import { parseDateTime } from '../../../domain/time/time.js';
import { RequestProblem } from '../../http/problem.js';
import type { PublishedGauge } from '../../read/catalogue.js';
import type { Span } from '../../read/rain-reader.js';
import type { ServeContext } from '../../context.js';

/** Pieces of queries that several addresses share. */

const UNIT_S: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Ten years: longer durations are nonsense. */
const MOST_S = 3_660 * 86_400;

/** `2024-01-15`, `2024-01-15T06:30:00Z` or Unix seconds; gives Unix seconds. */
export const moment = z
  .string()
  .max(40)
  .transform((text, context) => {
    const timeS = /^\d{1,11}$/.test(text) && text.length !== 4 ? Number(text) : parseDateTime(text);
    if (timeS !== undefined) return timeS;
    const message = `"${text}" is no moment; expected 2024-01-15, 2024-01-15T06:30:00Z or Unix seconds`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** `90s`, `5m`, `1h`, `7d`; gives seconds. */
export const duration = z
  .string()
  .max(12)
  .transform((text, context) => {
    const match = /^(\d{1,9})([smhd])$/.exec(text);
    const seconds = match ? Number(match[1]) * UNIT_S[match[2]!]! : 0;
    if (seconds > 0 && seconds <= MOST_S) return seconds;
    const message = `"${text}" is no duration; expected one like 5m, 24h or 30d`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** Several of a kind, separated by commas. */
export function list<Item>(item: z.ZodType<Item, string>, most = 20): z.ZodType<Item[], string> {
  return z
    .string()
    .max(400)
    .transform((text) => text.split(','))
    .pipe(z.array(item).min(1).max(most));
}

export const gaugeName = z.string().min(1).max(200).describe('name of the gauge, as /api/v1/gauges gives it');

export const spanQuery = {
  from: moment.optional().describe('readings stamped after this; default: 24 h before "to", or all with "last=all"'),
  to: moment.optional().describe('readings stamped up to this; default: the last reading'),
  last: z
    .union([z.literal('all'), duration])
    .optional()
    .describe('instead of "from": so much time before "to", or "all"'),
};

export const minCoverage = z.coerce
  .number()
  .min(0)
  .max(1)
  .optional()
  .describe('least observed part, 0 to 1, for rain to be given');

const DAY_S = 86_400;

/** The gauge of that name. Throws 404 where none is published. */
export function gaugeOf({ catalogue }: ServeContext, name: string): PublishedGauge {
  const gauge = catalogue.current.gauges.get(name);
  if (gauge) return gauge;
  throw new RequestProblem(404, `There is no gauge "${name}"; /api/v1/gauges lists those that are published`);
}

/** The span that a query asks for of something whose readings are stamped from `firstS` to `lastS`. */
export function spanOf(
  query: {
    readonly from?: number | undefined;
    readonly to?: number | undefined;
    readonly last?: number | 'all' | undefined;
  },
  { firstS, lastS }: { readonly firstS: number | undefined; readonly lastS: number | undefined },
): Span {
  if (query.from !== undefined && query.last !== undefined)
    throw new RequestProblem(400, 'Both "from" and "last" are given; one of them says where the period begins');
  const toS = query.to ?? lastS ?? 0;
  const fromS = query.from ?? (query.last === 'all' ? dayBefore(firstS ?? toS) : toS - (query.last ?? DAY_S));
  if (fromS >= toS) throw new RequestProblem(400, `The period is empty: it begins at ${fromS} and ends at ${toS}`);
  return { fromS, toS };
}

/** The beginning of the UTC day in which a reading's rain fell. */
function dayBefore(timeS: number): number {
  return Math.floor((timeS - 1) / DAY_S) * DAY_S;
}
