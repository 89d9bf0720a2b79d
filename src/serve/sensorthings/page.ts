import type { Entity } from './model.js';
import { isStreams, type Related } from './network.js';
import { pageOfObservations } from './observations/observation-page.js';
import type { QueryOptions } from './options.js';
import { ordered, worldOf, type Page, type Query } from './query.js';

/** Filters, counts, orders and cuts a collection, in that order (OGC 18-088, 9.3.1). */
export async function pageOf(collection: Related, options: QueryOptions, query: Query): Promise<Page> {
  if (isStreams(collection)) return pageOfObservations(collection.streams, options, query);
  const { filter, skip, top, isCounted } = options;
  const kept: Entity[] = [];
  for (const entity of collection) if ((await filter?.holds(entity, worldOf(query))) ?? true) kept.push(entity);
  const entities = ordered(kept, options, query).slice(skip, skip + top);
  return { entities, count: isCounted ? kept.length : undefined, hasMore: kept.length > skip + top };
}
