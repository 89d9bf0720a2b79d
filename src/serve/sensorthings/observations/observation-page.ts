import { setImmediate } from 'node:timers/promises';
import type { Condition, StampRange } from '../filter/condition.js';
import { ALL_STAMPS } from '../filter/condition.js';
import type { Entity } from '../model.js';
import type { Stream } from '../network.js';
import { Observation } from './observation.js';
import { LOOKED_AT_ONCE, type Stretch } from './observations.js';
import type { QueryOptions } from '../options.js';
import { ordered, worldOf, type Page, type Query } from '../query.js';

/** How the streams' observations come. */
type Course = 'streams' | 'up' | 'down' | 'sorted';

/** A part of the observations of some streams: only those years are read that it needs. */
export async function pageOfObservations(all: readonly Stream[], options: QueryOptions, query: Query): Promise<Page> {
  const { filter, skip, top, isCounted } = options;
  const { network } = query;
  const streams = all.filter(({ id }) => filter?.excludes(network.find('Datastreams', id)!, network) !== true);
  const range = filter?.range ?? ALL_STAMPS;
  const course = courseOf(options, streams.length);
  // What is settled by stamp and stream is counted, not looked at.
  const rest = filter?.isSettledByStream === true ? undefined : filter;
  if (course === 'sorted') {
    const kept: Entity[] = [];
    for await (const entity of query.observations.all(streams, range))
      if (await holds(rest, entity, query)) kept.push(entity);
    const entities = ordered(kept, options, query).slice(skip, skip + top);
    return { entities, count: isCounted ? kept.length : undefined, hasMore: kept.length > skip + top };
  }
  const isMerged = course !== 'streams' && streams.length > 1;
  const stretches = isMerged
    ? merged(streams, range, course === 'down', query)
    : inTurn(streams, range, course === 'down', query);
  const collected = await collect(stretches, rest, options, query);
  const { entities, seen } = collected;
  let count: number | undefined;
  if (isCounted && rest) count = seen;
  else if (isCounted) {
    count = 0;
    for (const stream of streams) count += await query.observations.count(stream, range);
  }
  return { entities, count, hasMore: collected.hasMore };
}

/** A stretch, the way that it is gone through. */
interface Run extends Stretch {
  readonly isDescending: boolean;
}

/** Skips and takes from stretches; all are gone through only where what a condition keeps is counted. */
async function collect(
  runs: AsyncIterable<Run>,
  rest: Condition | undefined,
  { skip, top, isCounted }: QueryOptions,
  query: Query,
): Promise<{ entities: readonly Observation[]; seen: number; hasMore: boolean }> {
  const entities: Observation[] = [];
  let seen = 0;
  for await (const { year, from, to, isDescending } of runs) {
    const length = to - from;
    // Without a condition, what is skipped need not be looked at.
    let k = rest ? 0 : Math.min(length, Math.max(0, skip - seen));
    seen += k;
    for (; k < length; k++) {
      query.observations.effort.look();
      if (k % LOOKED_AT_ONCE === LOOKED_AT_ONCE - 1) await setImmediate();
      const entity = new Observation(year, isDescending ? to - 1 - k : from + k);
      if (rest && !(await holds(rest, entity, query))) continue;
      seen++;
      if (seen > skip && entities.length < top) entities.push(entity);
      else if (seen > skip + top && !(rest && isCounted)) return { entities, seen, hasMore: true };
    }
  }
  return { entities, seen, hasMore: seen > skip + top };
}

function holds(rest: Condition | undefined, entity: Entity, query: Query): boolean | Promise<boolean> {
  return rest?.holdsAlone(entity) ?? rest?.holds(entity, worldOf(query)) ?? true;
}

/** By time alone, streams need no sorting: each is in order, and has a stamp once. */
function courseOf({ order }: QueryOptions, streams: number): Course {
  if (!order) return 'streams';
  const [first, ...others] = order.keys;
  const isByTime = order.compiler.isTimeOfRoot(first!) && (streams <= 1 || others.length === 0);
  if (!isByTime) return 'sorted';
  return first!.isDescending ? 'down' : 'up';
}

async function* inTurn(
  streams: readonly Stream[],
  range: StampRange,
  isDescending: boolean,
  { observations }: Query,
): AsyncGenerator<Run> {
  for (const stream of streams)
    for await (const stretch of observations.stretches(stream, range, isDescending)) yield { ...stretch, isDescending };
}

/** The head of a stream: where it is in a stretch, or, before its first one is read, the stamp that it cannot be beyond. */
interface Head {
  readonly stretches: AsyncGenerator<Stretch>;
  stretch: Stretch | undefined;
  /** Observations of the stretch that are behind. */
  taken: number;
  nextS: number;
}

/** Observations of several streams by time, each as a stretch of one; a year is read when its turn comes. */
async function* merged(
  streams: readonly Stream[],
  range: StampRange,
  isDescending: boolean,
  { observations }: Query,
): AsyncGenerator<Run> {
  const sign = isDescending ? -1 : 1;
  let heads = streams.flatMap((stream): Head[] => {
    const { firstS, lastS } = stream.gauge;
    if (firstS === undefined || lastS === undefined) return [];
    const nextS = isDescending ? Math.min(lastS, range.toS) : Math.max(firstS, range.fromS);
    return [{ stretches: observations.stretches(stream, range, isDescending), stretch: undefined, taken: 0, nextS }];
  });
  while (heads.length > 0) {
    observations.effort.look(1 + heads.length / 16);
    const head = heads.reduce((first, other) => (sign * (other.nextS - first.nextS) < 0 ? other : first));
    if (head.stretch && head.taken < head.stretch.to - head.stretch.from) {
      const at = indexOf(head.stretch, head.taken++, isDescending);
      yield { year: head.stretch.year, from: at, to: at + 1, isDescending };
    } else {
      const next = await head.stretches.next();
      if (next.done === true) {
        heads = heads.filter((other) => other !== head);
        continue;
      }
      head.stretch = next.value;
      head.taken = 0;
    }
    const { stretch, taken } = head;
    if (taken < stretch.to - stretch.from) head.nextS = stretch.year.timeS[indexOf(stretch, taken, isDescending)]!;
  }
}

function indexOf({ from, to }: Stretch, taken: number, isDescending: boolean): number {
  return isDescending ? to - 1 - taken : from + taken;
}
