import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { Answer, Endpoint, Form } from '../api/shared/endpoint.js';
import { jsonBytes } from '../api/shared/json-columns.js';
import type { ServeContext } from '../context.js';
import { encodingFor, LEAST_PACKED_BYTES, packed, type Encoding } from './body.js';
import { csvOf } from './csv.js';
import { RequestProblem } from './problem.js';

const TYPES: Readonly<Record<Form, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  geojson: 'application/geo+json; charset=utf-8',
};
/** Names of forms in an Accept header. */
const ACCEPTED: readonly (readonly [string, Form])[] = [
  ['application/geo+json', 'geojson'],
  ['text/csv', 'csv'],
  ['application/json', 'json'],
];

/** A body as it goes out. */
interface Body {
  readonly bytes: Uint8Array;
  readonly encoding: Encoding;
}

/** Answers a request to an endpoint: query checked, 304 where nothing changed, packed, and kept for the next one who asks. */
export async function answerTo(
  c: Context,
  { query: schema, forms, key, answer, path }: Endpoint,
  context: ServeContext,
) {
  const { format, ...asked } = parametersOf(c.req.url);
  const form = formOf(format, c.req.header('accept'), forms);
  const parsed = schema.safeParse(asked);
  if (!parsed.success) {
    const said = parsed.error.issues.map(({ path: at, message }) =>
      at.length > 0 ? `"${at.join('.')}": ${message}` : message,
    );
    throw new RequestProblem(400, said.join('; '));
  }
  const query = parsed.data as never;
  const identity = `${path} ${form} ${JSON.stringify(asked, Object.keys(asked).sort())} ${key(query, context)}`;
  return sendKept(c, context, {
    identity,
    type: TYPES[form],
    make: async () => bytesOf(await answer(query, context), form),
    headers: form === 'csv' ? { 'content-disposition': `attachment; filename="${fileName(path, asked)}"` } : {},
  });
}

/** Something to send. */
interface Sent {
  /** All that the bytes depend on, beside the version of pluvio: where it is the same, so are they. */
  readonly identity: string;
  readonly type: string;
  readonly make: () => Promise<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends what is made, or was: 304 where the client has it, packed where it can unpack. */
export async function sendKept(c: Context, context: ServeContext, { identity, type, make, headers = {} }: Sent) {
  const etag = `"${createHash('sha256').update(`${context.version} ${identity}`).digest('base64url').slice(0, 27)}"`;
  const always = { etag, vary: 'accept, accept-encoding', 'cache-control': 'no-cache' };
  if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304, always);
  const wanted = encodingFor(c.req.header('accept-encoding'));
  const { bytes, encoding } = await kept(context, `body ${etag} ${wanted}`, async () => {
    const made = await make();
    if (made.length < LEAST_PACKED_BYTES) return { bytes: made, encoding: 'identity' };
    return { bytes: await packed(made, wanted), encoding: wanted };
  });
  return c.body(bytes as Uint8Array<ArrayBuffer>, 200, {
    ...always,
    'content-type': type,
    'content-length': String(bytes.length),
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
    ...headers,
  });
}

async function kept({ cache }: ServeContext, key: string, make: () => Promise<Body>): Promise<Body> {
  const found = cache.get(key) as Body | undefined;
  if (found) return found;
  const body = await make();
  cache.set(key, body, body.bytes.length + 500);
  return body;
}

/** The parameters of an address, each once. */
function parametersOf(url: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URL(url).searchParams) {
    if (Object.hasOwn(parameters, name))
      throw new RequestProblem(400, `"${name.slice(0, 40)}" is given more than once`);
    Object.defineProperty(parameters, name, { value, enumerable: true });
  }
  return parameters;
}

function formOf(format: string | undefined, accept: string | undefined, forms: readonly Form[]): Form {
  if (format !== undefined) {
    const form = forms.find((name) => name === format);
    if (form) return form;
    throw new RequestProblem(
      406,
      `There is no format "${format.slice(0, 40)}" here; the formats are ${forms.join(', ')}`,
    );
  }
  const asked = (accept ?? '').slice(0, 1000);
  return ACCEPTED.find(([type, form]) => asked.includes(type) && forms.includes(form))?.[1] ?? 'json';
}

function bytesOf(answer: Answer, form: Form): Uint8Array {
  if (form === 'csv') return csvOf(answer.csv!());
  return jsonBytes(form === 'geojson' ? answer.geojson!() : answer.json());
}

/** Whether an `If-None-Match` header has a tag. */
export function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** `Hydropolis_series.csv`: nothing in it can end the header that it stands in. */
function fileName(path: string, { gauge = 'network' }: Readonly<Record<string, string>>): string {
  return `${gauge.replace(/[^\w.-]/g, '_').slice(0, 80)}_${path.slice(1)}.csv`;
}
