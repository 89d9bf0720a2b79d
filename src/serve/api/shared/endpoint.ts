import type { z } from 'zod';
import type { ServeContext } from '../../context.js';

/** A table: rows of text or numbers, of which NaN and null are missing. */
export interface AnswerTable {
  readonly header: readonly string[];
  readonly rows: Iterable<readonly (string | number | null)[]>;
}

/** The same with its lines as bytes, for tables of very many. */
export interface AnswerLines {
  readonly header: readonly string[];
  readonly lines: Iterable<Uint8Array>;
}

/** What an address answers with, in the forms that it has; each is made when it is asked for. */
export interface Answer {
  readonly json: () => unknown;
  readonly csv?: () => AnswerTable | AnswerLines;
  readonly geojson?: () => unknown;
}

export type Form = keyof Answer;

/** An address of the API, with the schema of its query: requests are checked by it, and the OpenAPI document is made of it. */
export interface Endpoint {
  /** Below `/api/v1`. */
  readonly path: string;
  readonly summary: string;
  readonly forms: readonly Form[];
  readonly query: z.ZodObject;
  /** What the answer depends on beside the query: where it is the same, so is the answer. */
  readonly key: (query: never, context: ServeContext) => string;
  readonly answer: (query: never, context: ServeContext) => Answer | Promise<Answer>;
}

/** Says that a query is of the schema that stands beside it. */
export function endpoint<Query extends z.ZodObject>(parts: {
  readonly path: string;
  readonly summary: string;
  readonly forms: readonly Form[];
  readonly query: Query;
  readonly key: (query: z.output<Query>, context: ServeContext) => string;
  readonly answer: (query: z.output<Query>, context: ServeContext) => Answer | Promise<Answer>;
}): Endpoint {
  return parts;
}

/** Answers about one gauge change when one of its years does. */
export function gaugeKey({ gauge }: { readonly gauge: string }, { catalogue }: ServeContext): string {
  return (
    catalogue.current.gauges
      .get(gauge)
      ?.years.map(({ key }) => key)
      .join('') ?? 'none'
  );
}

/** Answers about the network change when anything does. */
export function networkKey(_query: unknown, { catalogue }: ServeContext): string {
  return catalogue.current.key;
}
