import { RequestProblem } from '../http/problem.js';
import { Condition } from './filter/condition.js';
import { Compiler, type Compiled } from './filter/compile.js';
import { parseExpression, parseOrder } from './filter/parse.js';
import { linkOf, propertyOf, TYPES, type SetName } from './model.js';
import { splitOutside } from './split.js';

/** Entities of an answer that says nothing else, and at most. */
export const USUAL_TOP = 100;
export const MOST_TOP = 10_000;
/** Links within each other in one `$expand`. */
const DEEPEST_EXPAND = 6;

export interface OrderKey extends Compiled {
  readonly isDescending: boolean;
}

/** A link whose entities come with the answer. */
export interface Expanded {
  readonly link: string;
  readonly options: QueryOptions;
}

/** The options of a query, of the whole or of a link in it (OGC 18-088, 9.3). */
export interface QueryOptions {
  readonly set: SetName;
  readonly filter: Condition | undefined;
  readonly order: { readonly keys: readonly OrderKey[]; readonly compiler: Compiler } | undefined;
  /** As asked for, at most 10,000. */
  readonly top: number;
  readonly skip: number;
  readonly isCounted: boolean;
  /** Names of properties, links, and `id`; undefined: all. */
  readonly selected: ReadonlySet<string> | undefined;
  readonly expanded: readonly Expanded[];
  /** What it was read from. */
  readonly given: Given;
}

type Given = ReadonlyMap<string, string>;

/** Options of OData that mean something, and are not there. */
const OTHERS = [
  '$search',
  '$format',
  '$apply',
  '$compute',
  '$levels',
  '$index',
  '$skiptoken',
  '$deltatoken',
  '$resultFormat',
];
const KNOWN = ['$filter', '$orderby', '$top', '$skip', '$count', '$select', '$expand'];
/** Options that are about several entities. */
const OF_MANY = ['$filter', '$orderby', '$top', '$skip', '$count'];

/** Reads the options of an address. Throws 400, or 501 for one of OData that is not there. */
export function readOptions(set: SetName, isMany: boolean, parameters: URLSearchParams, nowMs: number): QueryOptions {
  const given = new Map<string, string>();
  for (const [name, value] of parameters) put(given, name, value);
  return optionsOf(set, isMany, given, { nowMs, depth: 0 });
}

interface Reading {
  readonly nowMs: number;
  readonly depth: number;
}

function put(given: Map<string, string>, name: string, value: string): void {
  if (OTHERS.includes(name)) throw new RequestProblem(501, `"${name}" is not answered here`);
  if (!KNOWN.includes(name))
    throw new RequestProblem(400, `There is no option "${name.slice(0, 40)}"; there are ${KNOWN.join(', ')}`);
  if (given.has(name)) throw new RequestProblem(400, `"${name}" is given more than once`);
  given.set(name, value);
}

function optionsOf(set: SetName, isMany: boolean, given: Given, reading: Reading): QueryOptions {
  const wrong = isMany ? undefined : OF_MANY.find((name) => given.has(name));
  if (wrong !== undefined) throw new RequestProblem(400, `"${wrong}" goes with several entities, and this is one`);
  const { nowMs } = reading;
  const filter = given.get('$filter');
  return {
    set,
    filter:
      filter === undefined ? undefined : within('$filter', () => new Condition(set, parseExpression(filter), nowMs)),
    order: orderOf(set, given.get('$orderby'), nowMs),
    top: Math.min(MOST_TOP, wholeOf('$top', given.get('$top')) ?? USUAL_TOP),
    skip: wholeOf('$skip', given.get('$skip')) ?? 0,
    isCounted: isCountedBy(given.get('$count')),
    selected: selectedOf(set, given.get('$select')),
    expanded: expandedOf(set, given.get('$expand'), reading),
    given,
  };
}

/** Says in which option something is wrong. */
function within<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof RequestProblem) throw new RequestProblem(error.status, `${name}: ${error.message}`);
    throw error;
  }
}

function orderOf(set: SetName, text: string | undefined, nowMs: number): QueryOptions['order'] {
  if (text === undefined) return undefined;
  return within('$orderby', () => {
    const compiler = new Compiler(set, nowMs);
    const keys = parseOrder(text).map(({ expression, isDescending }) => ({
      ...compiler.compile(expression),
      isDescending,
    }));
    if (keys.some(({ type }) => type === 'place')) throw new RequestProblem(400, 'places have no order');
    const many = compiler.steps.find(({ isMany }) => isMany);
    if (many) throw new RequestProblem(400, `"${many.link}" are several, and it is not said which of them counts`);
    return { keys, compiler };
  });
}

function wholeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new RequestProblem(400, `${name}: "${text.slice(0, 40)}" is no whole number from 0 on`);
}

function isCountedBy(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw new RequestProblem(400, `$count: "${text.slice(0, 40)}" is neither true nor false`);
}

function selectedOf(set: SetName, text: string | undefined): ReadonlySet<string> | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('*')) return undefined;
  return new Set(
    names.map((name) => {
      if (name === 'id' || name === '@iot.id') return 'id';
      // A part of a property comes with the whole of it.
      const [first = ''] = name.split('/');
      if (propertyOf(set, first) ?? linkOf(set, first)) return first;
      const { properties, links } = TYPES[set];
      const all = ['id', ...Object.keys(properties), ...Object.keys(links)].join(', ');
      throw new RequestProblem(400, `$select: ${set} have no "${name.slice(0, 60)}"; they have ${all}`);
    }),
  );
}

function expandedOf(set: SetName, text: string | undefined, { nowMs, depth }: Reading): Expanded[] {
  if (text === undefined) return [];
  if (depth >= DEEPEST_EXPAND)
    throw new RequestProblem(400, `$expand: more than ${DEEPEST_EXPAND} links within each other`);
  const byLink = new Map<string, string[]>();
  const own = new Map<string, string>();
  for (const item of splitOutside(text, ',')) {
    const [, path = '', options] = /^\s*([A-Za-z/]+)\s*(?:\((.*)\))?\s*$/s.exec(item) ?? [];
    const [link = '', ...rest] = path.split('/');
    if (!linkOf(set, link))
      throw new RequestProblem(
        400,
        `$expand: ${set} have no link "${item.trim().slice(0, 60)}"; they have ${Object.keys(TYPES[set].links).join(', ')}`,
      );
    const inner = byLink.get(link) ?? [];
    byLink.set(link, inner);
    if (rest.length > 0) inner.push(options === undefined ? rest.join('/') : `${rest.join('/')}(${options})`);
    else if (options !== undefined && own.has(link))
      throw new RequestProblem(400, `$expand: "${link}" has options twice`);
    else if (options !== undefined) own.set(link, options);
  }
  return [...byLink].map(([link, inner]) => {
    const { to, isMany } = linkOf(set, link)!;
    const given = new Map<string, string>();
    for (const option of splitOutside(own.get(link) ?? '', ';')) {
      if (option.trim() === '') continue;
      const [, name = option, value = ''] = /^\s*(\$\w+)=(.*)$/s.exec(option) ?? [];
      put(given, name, value);
    }
    const nested = [given.get('$expand'), ...inner].filter((one) => one !== undefined);
    if (nested.length > 0) given.set('$expand', nested.join(','));
    return {
      link,
      options: within(`$expand: ${link}`, () => optionsOf(to, isMany, given, { nowMs, depth: depth + 1 })),
    };
  });
}
