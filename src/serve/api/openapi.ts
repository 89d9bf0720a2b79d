import { z } from 'zod';
import { ENDPOINTS } from './index.js';

const TYPES = { json: 'application/json', csv: 'text/csv', geojson: 'application/geo+json' } as const;

/** A parameter of an address, as the documentation shows it. */
interface Parameter {
  readonly name: string;
  readonly in: 'query';
  readonly required: boolean;
  readonly description: string;
  readonly schema: unknown;
}

/** The OpenAPI document, made from the schemas that requests are checked by. */
export function openApi(version: string) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'pluvio',
      version,
      description: 'Rain of a network of gauges, read-only. Times are Unix seconds, UTC.',
    },
    servers: [{ url: '.' }],
    paths: Object.fromEntries(
      ENDPOINTS.map(({ path, summary, forms, query }) => [
        path,
        {
          get: {
            summary,
            operationId: path.slice(1),
            parameters: [
              ...parametersOf(query),
              {
                name: 'format',
                in: 'query',
                required: false,
                description: 'form of the answer; without it the Accept header decides',
                schema: { type: 'string', enum: forms, default: 'json' },
              },
            ],
            responses: {
              200: { description: 'the answer', content: Object.fromEntries(forms.map((form) => [TYPES[form], {}])) },
              304: { description: 'nothing changed since the answer with that ETag' },
              400: { description: 'the query is not understood; the message says why' },
              404: { description: 'there is no such gauge' },
              429: { description: 'too many requests; Retry-After says when to come again' },
              503: {
                description:
                  'what was asked for is being published at this moment; Retry-After says when to come again',
              },
            },
          },
        },
      ]),
    ),
  };
}

/** The parameters of a query. */
export function parametersOf(query: z.ZodObject): Parameter[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    const { description = '', ...schema } = property as { description?: string };
    return { name, in: 'query', required: required.includes(name), description, schema };
  });
}
