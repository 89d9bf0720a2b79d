import { RequestProblem } from '../http/problem.js';
import { isSetName, linkOf, propertyOf, type Entity, type SetName } from './model.js';
import { isStreams, type Related } from './network.js';
import type { Query } from './query.js';

/** What an address below the root leads to. */
export type Target =
  | { readonly kind: 'collection'; readonly set: SetName; readonly related: Related; readonly isRef: boolean }
  | { readonly kind: 'entity'; readonly entity: Entity; readonly isRef: boolean }
  | { readonly kind: 'property'; readonly entity: Entity; readonly path: readonly string[]; readonly isValue: boolean };

/** Segments of the longest address that means something. */
const MOST_SEGMENTS = 20;

/** Follows an address, as `Things('Polytech')/Datastreams` (OGC 18-088, 9.2). Throws 400 and 404. */
export async function resolve(pathname: string, query: Query): Promise<Target> {
  const segments = pathname.split('/').map(decoded);
  if (segments.length > MOST_SEGMENTS)
    throw new RequestProblem(400, `The address has more than ${MOST_SEGMENTS} parts`);
  const [first = '', ...rest] = segments;
  const { name, key } = segmentOf(first);
  if (!isSetName(name)) throw nothing(first);
  return follow({ set: name, related: query.network.all(name), key }, rest, query);
}

interface Collection {
  readonly set: SetName;
  readonly related: Related;
  /** Picks one of it. */
  readonly key: string | undefined;
}

async function follow({ set, related, key }: Collection, rest: readonly string[], query: Query): Promise<Target> {
  if (key !== undefined) return ofEntity(await picked(set, related, key, query), rest, query);
  const [next, ...more] = rest;
  if (next === undefined) return { kind: 'collection', set, related, isRef: false };
  if (next === '$ref' && more.length === 0) return { kind: 'collection', set, related, isRef: true };
  throw nothing(next);
}

async function ofEntity(entity: Entity, [next, ...rest]: readonly string[], query: Query): Promise<Target> {
  if (next === undefined) return { kind: 'entity', entity, isRef: false };
  if (next === '$ref' && rest.length === 0) return { kind: 'entity', entity, isRef: true };
  const { name, key } = segmentOf(next);
  const link = linkOf(entity.set, name);
  if (link) {
    const related = query.network.related(entity, name);
    if (link.isMany) return follow({ set: link.to, related, key }, rest, query);
    const [one] = isStreams(related) ? [] : related;
    if (!one || key !== undefined) throw nothing(next);
    return ofEntity(one, rest, query);
  }
  if (key !== undefined || propertyOf(entity.set, name) === undefined) throw nothing(next);
  const isValue = rest.at(-1) === '$value';
  return { kind: 'property', entity, path: [name, ...(isValue ? rest.slice(0, -1) : rest)], isValue };
}

/** The entity of that key in a collection. */
async function picked(set: SetName, related: Related, key: string, query: Query): Promise<Entity> {
  let found: Entity | undefined;
  if (isStreams(related)) {
    const { stream, timeS } = query.network.observation(key) ?? {};
    const isHere = stream && related.streams.some(({ id }) => id === stream.id);
    found = isHere ? await query.observations.find(stream, timeS!) : undefined;
  } else found = related.find(({ id }) => id === key);
  if (found) return found;
  throw new RequestProblem(404, `There is no "${key.slice(0, 100)}" in ${set} here`);
}

/** `Things` and `Things('x')`; the quotes of an id are part of the address. */
function segmentOf(segment: string): { readonly name: string; readonly key: string | undefined } {
  const [, name = segment, inner] = /^([A-Za-z]+)\((.*)\)$/s.exec(segment) ?? [];
  if (inner === undefined) return { name, key: undefined };
  const quoted = /^'((?:[^']|'')*)'$/s.exec(inner)?.[1];
  if (quoted === undefined)
    throw new RequestProblem(404, `There is no ${name}(${inner.slice(0, 40)}): ids here are text, as in ${name}('…')`);
  return { name, key: quoted.replaceAll("''", "'") };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new RequestProblem(400, `"${segment.slice(0, 60)}" is no part of an address`);
  }
}

function nothing(segment: string): RequestProblem {
  return new RequestProblem(404, `There is no "${segment.slice(0, 60)}" at this address`);
}
