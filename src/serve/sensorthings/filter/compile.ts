import { RequestProblem } from '../../http/problem.js';
import { linkOf, propertyOf, TYPES, type Entity, type SetName } from '../model.js';
import { Observation } from '../observations/observation.js';
import { FUNCTIONS, isOfType } from './functions.js';
import { placeOf } from './geometry.js';
import type { Expression, Operator } from './parse.js';
import { CALLED, compare, parseTime, parseTimes, type Comparison, type Value, type ValueType } from './values.js';

/** The entities that an expression speaks of, by slot: the one that is looked at, then those that its paths lead to. */
export type Bound = readonly (Entity | undefined)[];

/** An expression that can be evaluated. */
export interface Compiled {
  readonly type: ValueType;
  /** Slots of the entities whose properties it reads. */
  readonly slots: ReadonlySet<number>;
  readonly of: (bound: Bound) => Value;
  /** Where it is a path and nothing else. */
  readonly path?: readonly string[];
}

/** A link that a path follows: from the entity of a slot to those of the next free slot. */
export interface Step {
  readonly from: number;
  readonly link: string;
  readonly to: SetName;
  readonly isMany: boolean;
}

const NO_SLOTS: ReadonlySet<number> = new Set();

/** Compiles expressions about the entities of a set; paths through the same links share their slots. */
export class Compiler {
  /** How slot `i + 1` is reached. */
  readonly steps: Step[] = [];

  constructor(
    readonly root: SetName,
    private readonly nowMs: number,
  ) {}

  /** Throws 400 where a name is not known, or types do not go together. */
  compile(expression: Expression): Compiled {
    switch (expression.kind) {
      case 'literal':
        return { type: expression.type, slots: NO_SLOTS, of: () => expression.value };
      case 'path':
        return { ...this.path(expression.path), path: expression.path };
      case 'call':
        return this.call(
          expression.name,
          expression.args.map((arg) => this.compile(arg)),
        );
      case 'not': {
        const inner = this.truth(this.compile(expression.of), 'not');
        return {
          ...inner,
          of: (bound) => {
            const value = inner.of(bound);
            return typeof value === 'boolean' ? !value : null;
          },
        };
      }
      case 'binary':
        return this.binary(expression.op, this.compile(expression.left), this.compile(expression.right));
    }
  }

  /** Whether an expression is the time of the entity itself, and nothing else. */
  isTimeOfRoot({ path }: Compiled): boolean {
    return path?.length === 1 && ['phenomenonTime', 'resultTime'].includes(path[0]!);
  }

  private path(path: readonly string[]): Compiled {
    let slot = 0;
    let set = this.root;
    for (const [i, name] of path.entries()) {
      const link = linkNamed(set, name);
      if (link === undefined) return this.property(slot, set, path.slice(i));
      const { to, isMany } = linkOf(set, link)!;
      const known = this.steps.findIndex((step) => step.from === slot && step.link === link);
      slot = known >= 0 ? known + 1 : this.steps.push({ from: slot, link, to, isMany });
      set = to;
    }
    throw new RequestProblem(
      400,
      `"${path.join('/')}" leads to ${set}; name one of their properties, as "${path.join('/')}/id"`,
    );
  }

  private property(slot: number, set: SetName, [name = '', ...inner]: readonly string[]): Compiled {
    const slots = new Set([slot]);
    const of = (read: (entity: Entity) => Value) => (bound: Bound) => {
      const entity = bound[slot];
      return entity ? read(entity) : null;
    };
    const kind = name === 'id' || name === '@iot.id' ? 'id' : propertyOf(set, name);
    if (kind !== 'any' && kind !== undefined && inner.length > 0)
      throw new RequestProblem(400, `"${name}" of ${set} has no parts, so "${inner.join('/')}" is none`);
    switch (kind) {
      case 'id':
        return { type: 'text', slots, of: of(({ id }) => id) };
      case 'text':
        return { type: 'text', slots, of: of((entity) => plain(entity.value(name))) };
      case 'number':
        return { type: 'number', slots, of: of((entity) => plain(entity.value(name))) };
      case 'time':
        return { type: 'time', slots, of: of((entity) => timeOf(entity, name)) };
      case 'place':
        return { type: 'place', slots, of: of((entity) => placeOf(entity.value(name))) };
      case 'any':
        return { type: 'any', slots, of: of((entity) => plain(partOf(entity.value(name), inner))) };
      default: {
        const names = ['id', ...Object.keys(TYPES[set].properties), ...Object.keys(TYPES[set].links)];
        throw new RequestProblem(400, `${set} have no "${name.slice(0, 60)}"; they have ${names.join(', ')}`);
      }
    }
  }

  private call(name: string, args: readonly Compiled[]): Compiled {
    const found = Object.hasOwn(FUNCTIONS, name.toLowerCase()) ? FUNCTIONS[name.toLowerCase()] : undefined;
    if (!found)
      throw new RequestProblem(
        400,
        `There is no function "${name.slice(0, 60)}"; there are ${Object.keys(FUNCTIONS).join(', ')}`,
      );
    const { takes, optional = 0, gives, of } = found;
    if (args.length > takes.length || args.length < takes.length - optional)
      throw new RequestProblem(400, `"${name}" takes ${takes.length} values, not ${args.length}`);
    const taken = args.map((arg, i) => this.as(arg, takes[i]!, name));
    return {
      type: gives,
      slots: union(args),
      of: (bound) => {
        const values = taken.map((arg) => arg(bound));
        return values.every((value, i) => value !== null && isOfType(value, takes[i]!))
          ? of(values as never[], this.nowMs)
          : null;
      },
    };
  }

  /** The values of an expression that is to be of a type. */
  private as({ type, of }: Compiled, wanted: ValueType, name: string): Compiled['of'] {
    if (type === wanted || type === 'null') return of;
    if (wanted === 'time' && (type === 'any' || type === 'date')) return (bound) => timeFrom(of(bound));
    if (type === 'any') return of;
    throw new RequestProblem(400, `"${name}" is of ${CALLED[wanted]}, and this is ${CALLED[type]}`);
  }

  private truth(compiled: Compiled, op: string): Compiled {
    const { type } = compiled;
    if (type === 'boolean' || type === 'any' || type === 'null') return { ...compiled, type: 'boolean' };
    throw new RequestProblem(400, `"${op}" is of what is true or false, and this is ${CALLED[type]}`);
  }

  private binary(op: Operator, left: Compiled, right: Compiled): Compiled {
    const slots = union([left, right]);
    switch (op) {
      case 'and':
      case 'or': {
        const [a, b] = [this.truth(left, op).of, this.truth(right, op).of];
        const decides = op === 'or';
        return {
          type: 'boolean',
          slots,
          of: (bound) => {
            const first = a(bound);
            if (first === decides) return decides;
            const second = b(bound);
            if (second === decides) return decides;
            return first === null || second === null ? null : !decides;
          },
        };
      }
      case 'add':
      case 'sub':
      case 'mul':
      case 'div':
      case 'mod':
        return { ...arithmetic(op, left, right), slots };
      default:
        return { type: 'boolean', slots, of: comparison(op, left, right) };
    }
  }
}

/** The link of that name; one to one thing may be called as its set is, as the standard's own examples do. */
function linkNamed(set: SetName, name: string): string | undefined {
  if (linkOf(set, name)) return name;
  return Object.entries(TYPES[set].links).find(([, { to, isMany }]) => !isMany && to === name)?.[0];
}

function union(all: readonly Compiled[]): ReadonlySet<number> {
  return new Set(all.flatMap(({ slots }) => [...slots]));
}

function plain(value: unknown): Value {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function partOf(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? (inner as Record<string, unknown>)[name]
        : undefined,
    value,
  );
}

function timeOf(entity: Entity, property: string): Value {
  if (entity instanceof Observation) return property === 'validTime' ? null : entity.timeS * 1000;
  return timeFrom(plain(entity.value(property)));
}

/** A time from text or a date; what is one already stays so. */
function timeFrom(value: Value): Value {
  if (typeof value !== 'string') return value;
  return parseTimes(value) ?? parseTime(`${value}T00:00`) ?? null;
}

function comparison(op: Comparison, left: Compiled, right: Compiled): Compiled['of'] {
  const [a, b] = [left.type, right.type];
  const isFree = (type: ValueType): boolean => type === 'any' || type === 'null';
  const isTime = a === 'time' || b === 'time';
  if (a !== b && !isFree(a) && !isFree(b) && !(isTime && (a === 'date' || b === 'date'))) {
    const advice = isTime && (a === 'text' || b === 'text') ? '; times have no quotes: 2024-01-15T06:30:00Z' : '';
    throw new RequestProblem(400, `"${op}" compares ${CALLED[a]} with ${CALLED[b]}${advice}`);
  }
  if (a === 'place' || b === 'place')
    throw new RequestProblem(
      400,
      `"${op}" compares no places; there are st_equals, st_within, geo.distance and others`,
    );
  if (isTime) return (bound) => compare(op, timeFrom(left.of(bound)), timeFrom(right.of(bound)));
  return (bound) => compare(op, left.of(bound), right.of(bound));
}

function arithmetic(
  op: 'add' | 'sub' | 'mul' | 'div' | 'mod',
  left: Compiled,
  right: Compiled,
): Omit<Compiled, 'slots'> {
  const type = typeOfSum(op, left.type, right.type);
  const of = (a: number, b: number): number => {
    switch (op) {
      case 'add':
        return a + b;
      case 'sub':
        return a - b;
      case 'mul':
        return a * b;
      case 'div':
        return a / b;
      case 'mod':
        return a % b;
    }
  };
  return {
    type,
    of: (bound) => {
      const [a, b] = [left.of(bound), right.of(bound)];
      const result = typeof a === 'number' && typeof b === 'number' ? of(a, b) : NaN;
      return Number.isFinite(result) ? result : null;
    },
  };
}

function typeOfSum(op: string, a: ValueType, b: ValueType): ValueType {
  const isNumber = (type: ValueType): boolean => type === 'number' || type === 'any' || type === 'null';
  if (isNumber(a) && isNumber(b)) return 'number';
  if ((op === 'add' || op === 'sub') && b === 'duration' && (a === 'time' || a === 'duration')) return a;
  if (op === 'add' && a === 'duration' && b === 'time') return 'time';
  if (op === 'sub' && a === 'time' && b === 'time') return 'duration';
  throw new RequestProblem(400, `"${op}" does not go with ${CALLED[a]} and ${CALLED[b]}`);
}
