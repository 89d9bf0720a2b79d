import type { World } from './filter/condition.js';
import { order, type Value } from './filter/values.js';
import type { Entity } from './model.js';
import { isStreams, type Network } from './network.js';
import type { Observations } from './observations/observations.js';
import type { QueryOptions } from './options.js';

/** A part of a collection, in order. */
export interface Page {
  readonly entities: readonly Entity[];
  /** How many there are in all, where that is asked for. */
  readonly count: number | undefined;
  readonly hasMore: boolean;
}

/** What a query works with. */
export interface Query {
  readonly network: Network;
  readonly observations: Observations;
}

export function worldOf({ network, observations }: Query): World {
  return { network, observations: (streams, range) => observations.all(streams, range) };
}

/** Entities in the order that is asked for; those that are equal by it stay in theirs. */
export function ordered(
  entities: readonly Entity[],
  { order: by }: QueryOptions,
  { network }: Query,
): readonly Entity[] {
  if (!by) return entities;
  const { keys, compiler } = by;
  const keyed = entities.map((entity) => {
    const bound: (Entity | undefined)[] = [entity];
    for (const { from, link } of compiler.steps) {
      const related = bound[from] ? network.related(bound[from], link) : [];
      bound.push(isStreams(related) ? undefined : related[0]);
    }
    return { entity, values: keys.map(({ of }): Value => of(bound)) };
  });
  keyed.sort((a, b) => {
    for (const [i, { isDescending }] of keys.entries()) {
      const sign = order(a.values[i]!, b.values[i]!);
      if (sign !== 0) return isDescending ? -sign : sign;
    }
    return 0;
  });
  return keyed.map(({ entity }) => entity);
}
