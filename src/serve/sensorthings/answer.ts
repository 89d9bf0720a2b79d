import type { Context } from 'hono';
import type { ServeContext } from '../context.js';
import { sendKept } from '../http/answer.js';
import { RequestProblem } from '../http/problem.js';
import { Effort } from './effort.js';
import { networkOf, addressOf } from './network.js';
import { Observations } from './observations/observations.js';
import { readOptions } from './options.js';
import { pageOf } from './page.js';
import type { Query } from './query.js';
import { resolve, type Target } from './path.js';
import { nextLink, Writer } from './render.js';
import { rootDocument } from './root.js';

/** Where the service lies, below the base path. */
export const SENSORTHINGS_PATH = '/v1.1';

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** Answers a request to the SensorThings service. */
export async function sensorThingsAnswer(c: Context, context: ServeContext, basePath: string): Promise<Response> {
  const { pathname, search, searchParams } = new URL(c.req.url);
  const root = `${originOf(c)}${basePath}${SENSORTHINGS_PATH}`;
  const inner = pathname.slice(basePath.length + SENSORTHINGS_PATH.length).replace(/^\/|\/$/g, '');
  if (inner === '') return c.json(rootDocument(root));
  const { current } = context.catalogue;
  const query: Query = { network: networkOf(current), observations: new Observations(context, new Effort()) };
  const target = await resolve(inner, query);
  // Whose result changes by itself with time is made anew each time.
  const moment = /now\s*\(/i.test(decodeSafely(search)) ? ` ${context.nowS()}` : '';
  const identity = `sensorthings ${root} ${inner} ${search} ${current.key}${moment}`;
  const of: Asked = {
    target,
    query,
    root,
    address: `${root}/${inner}`,
    parameters: searchParams,
    nowMs: context.nowS() * 1000,
  };
  if (target.kind === 'property' && valueOf(target) === null) return c.body(null, 204);
  const type = target.kind === 'property' && target.isValue ? TEXT_TYPE : JSON_TYPE;
  return sendKept(c, context, { identity, type, make: async () => Buffer.from(await textOf(of)) });
}

interface Asked {
  readonly target: Target;
  readonly query: Query;
  readonly root: string;
  readonly address: string;
  readonly parameters: URLSearchParams;
  readonly nowMs: number;
}

async function textOf({ target, query, root, address, parameters, nowMs }: Asked): Promise<string> {
  const writer = new Writer(root, query);
  switch (target.kind) {
    case 'collection': {
      const { set, related, isRef } = target;
      const options = readOptions(set, true, parameters, nowMs);
      const page = await pageOf(related, options, query);
      const next = page.hasMore ? nextLink(address, options) : undefined;
      if (!isRef) return writer.page(page, options, next);
      const value = page.entities.map((entity) => ({ '@iot.selfLink': `${root}/${addressOf(entity)}` }));
      return textOfJson({
        ...(page.count !== undefined && { '@iot.count': page.count }),
        ...(next !== undefined && { '@iot.nextLink': next }),
        value,
      });
    }
    case 'entity': {
      const { entity, isRef } = target;
      const options = readOptions(entity.set, false, parameters, nowMs);
      if (isRef) return textOfJson({ '@iot.selfLink': `${root}/${addressOf(entity)}` });
      return `${await writer.entity(entity, options)}\n`;
    }
    case 'property': {
      const [first] = parameters.keys();
      if (first !== undefined)
        throw new RequestProblem(400, `"${first.slice(0, 40)}" goes with entities, and this is a value`);
      const value = valueOf(target);
      if (!target.isValue) return textOfJson({ [target.path.at(-1)!]: value });
      return typeof value === 'string' ? value : JSON.stringify(value);
    }
  }
}

function textOfJson(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** A property, or a part of it; null where it has no value. Throws 404 where there is no such part. */
function valueOf({ entity, path: [name = '', ...parts] }: Extract<Target, { kind: 'property' }>): unknown {
  let value = entity.value(name) ?? null;
  for (const part of parts) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      throw new RequestProblem(404, `There is no "${part.slice(0, 60)}" in "${name}"`);
    value = (value as Record<string, unknown>)[part] ?? null;
  }
  return value;
}

/** Where the client believes the server to be: links have to lead back there, through a proxy too. */
function originOf(c: Context): string {
  const { origin, host } = new URL(c.req.url);
  if (!/^[\w.:[\]-]{1,255}$/.test(host)) throw new RequestProblem(400, 'The Host header is no name of a host');
  const told = c.req.header('x-forwarded-proto')?.split(',')[0]?.trim();
  return told === 'https' ? origin.replace(/^http:/, 'https:') : origin;
}

function decodeSafely(search: string): string {
  return [...new URLSearchParams(search).values()].join(' ');
}
