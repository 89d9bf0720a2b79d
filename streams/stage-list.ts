import { chained, type AnyStage, type InOf, type LastOf, type OutOf, type Stage } from './highland.js';

/** A stage by its name: what opens it, with the options of a run. */
export type NamedStage = readonly [name: string, open: (options: never) => AnyStage];

type StageOf<One> = One extends readonly [string, (options: never) => infer Made] ? Made : never;
type OptionsOfOne<One> = One extends readonly [string, () => AnyStage]
  ? unknown
  : One extends readonly [string, (options: infer Options) => AnyStage]
    ? Options
    : never;

/** What a run gives to all of some stages. */
export type OptionsOf<List> = List extends readonly [infer First, ...infer Rest]
  ? OptionsOfOne<First> & OptionsOf<Rest>
  : unknown;

/** The stages from the one of a name on. */
type From<List, Name> = List extends readonly [infer First, ...infer Rest]
  ? First extends readonly [Name, unknown]
    ? List
    : From<Rest, Name>
  : readonly [];

/** The stages before the one of a name. */
type Until<List, Name> = List extends readonly [infer First, ...infer Rest]
  ? First extends readonly [Name, unknown]
    ? readonly []
    : readonly [First, ...Until<Rest, Name>]
  : readonly [];

/** The stages from one on, before another; to the end where none is named. */
export type Stretch<List, First, End> = Until<From<List, First>, End>;
export type NamesOf<List extends readonly NamedStage[]> = List[number][0];

/** The same list, each stage of which is held to take what the one before it gives. */
type InOrder<List, In> = List extends readonly [infer First extends NamedStage, ...infer Rest]
  ? readonly [
      readonly [First[0], (options: never) => Stage<In, OutOf<StageOf<First>>>],
      ...InOrder<Rest, OutOf<StageOf<First>>>,
    ]
  : readonly [];

/** A list of stages in the order in which readings pass them. */
export function stageList<const List extends readonly [NamedStage, ...NamedStage[]]>(
  list: List & InOrder<List, InOf<StageOf<List[0]>>>,
): List {
  return list;
}

/** What carries readings through a stretch of a list. */
export type OpenStretch<Part> = (
  options: OptionsOf<Part>,
) => Stage<
  Part extends readonly [infer First, ...unknown[]] ? InOf<StageOf<First>> : never,
  OutOf<StageOf<LastOf<Part>>>
>;

/** Opens the stages from `first` on, before `end` (default: all that follow), as one. */
export type Stretches<List extends readonly NamedStage[]> = <
  First extends NamesOf<List>,
  End extends string = 'the end',
>(
  first: First,
  end?: End & NamesOf<List>,
) => OpenStretch<Stretch<List, First, End>>;

export function stretchesOf<const List extends readonly NamedStage[]>(list: List): Stretches<List> {
  const names = list.map(([name]) => name);
  return (first, end) => {
    const part = list.slice(names.indexOf(first), end === undefined ? undefined : names.indexOf(end));
    return (options) => chained(part.map(([, open]) => open(options as never)));
  };
}
