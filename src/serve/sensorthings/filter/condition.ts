import { RequestProblem } from '../../http/problem.js';
import type { Entity, SetName } from '../model.js';
import { isStreams, type Network, type Stream } from '../network.js';
import { Compiler, type Bound, type Compiled, type Step } from './compile.js';
import type { Expression } from './parse.js';
import { CALLED, type Comparison } from './values.js';

/** Stamps from one to another, both included, Unix seconds. */
export interface StampRange {
  readonly fromS: number;
  readonly toS: number;
}

export const ALL_STAMPS: StampRange = { fromS: -Infinity, toS: Infinity };

/** What a condition needs to follow links. */
export interface World {
  readonly network: Network;
  /** Observations of streams within stamps, one after another. */
  readonly observations: (streams: readonly Stream[], range: StampRange) => AsyncIterable<Entity>;
}

/** One of the parts that all have to hold. */
interface Part extends Compiled {
  /** Where it says no more than which stamps an observation has: the slot of the observation, and the stamps. */
  readonly stamps: { readonly slot: number; readonly range: StampRange } | undefined;
}

/**
 * A `$filter` about the entities of a set. A path that leads to several holds where it does for one of them, and all that is said of
 * the same path is said of the same one.
 */
export class Condition {
  private readonly steps: readonly Step[];
  private readonly parts: readonly Part[];

  /** Throws 400 where the expression is none of true or false. */
  constructor(
    private readonly root: SetName,
    expression: Expression,
    nowMs: number,
  ) {
    const compiler = new Compiler(root, nowMs);
    this.parts = conjunctsOf(expression).map((part): Part => {
      const compiled = compiler.compile(part);
      if (!['boolean', 'any', 'null'].includes(compiled.type))
        throw new RequestProblem(400, `$filter has to be true or false, and this is ${CALLED[compiled.type]}`);
      return { ...compiled, stamps: stampsOf(part, compiler) };
    });
    this.steps = compiler.steps;
  }

  /** For observations: the stamps that they may have. */
  get range(): StampRange {
    return this.rangeOf(0);
  }

  /** For observations: whether all those of a datastream that are within the stamps fail, by what is said of the datastream alone. */
  excludes(datastream: Entity, network: Network): boolean {
    const bound = this.bindSingles(
      { set: this.root, id: `${datastream.id}:0`, gauge: datastream.gauge, value: () => undefined },
      network,
    );
    return this.parts.some((part) => this.isOfDatastream(part) && part.of(bound) !== true);
  }

  /** What is left to look at for each observation, once its stamp is within the range, and its datastream is not excluded. */
  get isSettledByStream(): boolean {
    return this.parts.every((part) => part.stamps?.slot === 0 || this.isOfDatastream(part));
  }

  async holds(entity: Entity, world: World): Promise<boolean> {
    if (this.steps.length === 0) return this.isTrue([entity]);
    return this.holdsFrom([entity], world);
  }

  /** Whether it holds by nothing but the entity's own properties, where it speaks of no other; undefined where it does. */
  holdsAlone(entity: Entity): boolean | undefined {
    return this.steps.length === 0 ? this.isTrue([entity]) : undefined;
  }

  private isTrue(bound: Bound): boolean {
    for (const part of this.parts) if (part.of(bound) !== true) return false;
    return true;
  }

  /** Binds the next slot to each entity in turn that its step leads to; to nothing where it leads nowhere. */
  private async holdsFrom(bound: Bound, world: World): Promise<boolean> {
    // What can be said already spares looking at all that follows.
    const slot = bound.length - 1;
    for (const part of this.parts) if (lastSlot(part) === slot && part.of(bound) !== true) return false;
    const step = this.steps[slot];
    if (!step) return this.parts.every((part) => part.slots.size > 0 || part.of(bound) === true);
    const from = bound[step.from];
    const related = from ? world.network.related(from, step.link) : [];
    if (!isStreams(related)) {
      for (const entity of related.length > 0 ? related : [undefined])
        if (await this.holdsFrom([...bound, entity], world)) return true;
      return false;
    }
    for await (const entity of world.observations(related.streams, this.rangeOf(bound.length)))
      if (await this.holdsFrom([...bound, entity], world)) return true;
    return false;
  }

  private bindSingles(entity: Entity, network: Network): Bound {
    const bound: (Entity | undefined)[] = [entity];
    for (const { from, link, isMany } of this.steps) {
      const related = bound[from] && !isMany ? network.related(bound[from], link) : [];
      bound.push(isStreams(related) ? undefined : related[0]);
    }
    return bound;
  }

  /** Whether a part is about what all observations of a datastream have in common. */
  private isOfDatastream({ slots }: Part): boolean {
    return slots.size > 0 && [...slots].every((slot) => slot > 0 && this.isSingle(slot));
  }

  private isSingle(slot: number): boolean {
    if (slot === 0) return true;
    const { from, isMany } = this.steps[slot - 1]!;
    return !isMany && this.isSingle(from);
  }

  private rangeOf(slot: number): StampRange {
    const ranges = this.parts.flatMap(({ stamps }) => (stamps?.slot === slot ? [stamps.range] : []));
    return ranges.reduce((a, b) => ({ fromS: Math.max(a.fromS, b.fromS), toS: Math.min(a.toS, b.toS) }), ALL_STAMPS);
  }
}

function lastSlot({ slots }: Part): number {
  return Math.max(-1, ...slots);
}

function conjunctsOf(expression: Expression): Expression[] {
  if (expression.kind !== 'binary' || expression.op !== 'and') return [expression];
  return [...conjunctsOf(expression.left), ...conjunctsOf(expression.right)];
}

const TURNED: Readonly<Record<string, Comparison>> = { eq: 'eq', lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };

/** The stamps of `phenomenonTime gt 2024-01-15T00:00:00Z` and the like, either way round. */
function stampsOf(part: Expression, compiler: Compiler): Part['stamps'] {
  if (part.kind !== 'binary' || !Object.hasOwn(TURNED, part.op)) return undefined;
  const op = part.op as Comparison;
  const { left, right } = part;
  return stampsWhere(left, op, right, compiler) ?? stampsWhere(right, TURNED[op]!, left, compiler);
}

function stampsWhere(time: Expression, op: Comparison, limit: Expression, compiler: Compiler): Part['stamps'] {
  if (time.kind !== 'path' || !['phenomenonTime', 'resultTime'].includes(time.path.at(-1)!)) return undefined;
  const [slot = -1] = compiler.compile(time).slots;
  const { slots, type, of } = compiler.compile(limit);
  const set = slot === 0 ? compiler.root : compiler.steps[slot - 1]?.to;
  const value = slots.size === 0 && (type === 'time' || type === 'date') ? of([]) : null;
  const ms = typeof value === 'string' ? Date.parse(value) : value;
  if (set !== 'Observations' || typeof ms !== 'number') return undefined;
  return { slot, range: rangeWhere(op, ms / 1000) };
}

/** Whole seconds that are so to a moment. */
function rangeWhere(op: Comparison, s: number): StampRange {
  switch (op) {
    case 'lt':
      return { fromS: -Infinity, toS: Math.ceil(s) - 1 };
    case 'le':
      return { fromS: -Infinity, toS: Math.floor(s) };
    case 'gt':
      return { fromS: Math.floor(s) + 1, toS: Infinity };
    case 'ge':
      return { fromS: Math.ceil(s), toS: Infinity };
    default:
      return Number.isInteger(s) ? { fromS: s, toS: s } : { fromS: Infinity, toS: -Infinity };
  }
}
