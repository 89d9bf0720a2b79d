import type { Flag, Judged, Settings } from '../judging/quality-test.js';
import { medians, STEP_S, type StepRains } from './step-rain.js';

/** Neighbours that count: near enough, and how many of them must have measured. */
export interface Near extends Settings {
  readonly distanceM: number;
  readonly neighbours: number;
}
/** PWSQC looks 10 km around, and asks for 5; a city's own network rarely has more than a few that near. */
export const NEAR: Near = { distanceM: 10_000, neighbours: 3 };

/** Before anybody measured. */
const NOTHING = { value: NaN, limit: NaN };

/** What a gauge and its neighbours measured in steps of 5 minutes, from the first one that somebody did; all of one length. */
export interface Compared {
  /** Which step of all the first one is. */
  readonly begin: number;
  readonly rainMm: Float64Array;
  readonly medianMm: Float64Array;
  readonly known: Uint8Array;
}

/** What was compared before of what is judged: tests by one distance ask for the same. */
const known = new WeakMap<Judged, Map<number, Compared | undefined>>();

/** The steps of a period and those before it; undefined where the gauge has no neighbour that is near enough. */
export function compared(judged: Judged, { distanceM }: Near): Compared | undefined {
  const before = known.get(judged) ?? new Map<number, Compared | undefined>();
  known.set(judged, before);
  if (!before.has(distanceM)) before.set(distanceM, compare(judged, distanceM));
  return before.get(distanceM);
}

function compare({ record, neighbours, steps }: Judged, distanceM: number): Compared | undefined {
  const near = neighbours.filter((one) => one.distanceM < distanceM);
  if (near.length === 0) return undefined;
  const { rainMm, isKnown } = steps.of(record);
  const tally = steps.tally(record, near);
  const { known } = tally;
  const medianMm = medians(
    near.map((one) => steps.of(one)),
    tally,
  );
  const first = rainMm.findIndex((_, i) => isKnown[i] === 1 || known[i]! > 0);
  const begin = first < 0 ? steps.count : first;
  return { begin, rainMm: rainMm.subarray(begin), medianMm: medianMm.subarray(begin), known: known.subarray(begin) };
}

/**
 * Flags of the compared steps (1: suspect, 0: passed, −1: not judged) as stretches of the period; before there was anybody
 * to compare nothing is judged. `told` says what was found in the first step of each.
 */
export function* stretches(
  flags: Int8Array,
  { startS, first, count }: StepRains,
  { begin }: Compared,
  told: (i: number) => { readonly value: number; readonly limit: number },
): Generator<Flag> {
  for (let from = first; from < count;) {
    const flag = from < begin ? -1 : flags[from - begin]!;
    let to = from + 1;
    if (flag === -1) while (to < begin) to++;
    while (to < count && to >= begin && flags[to - begin] === flag) to++;
    if (flag !== 0)
      yield {
        startS: startS + (from - 1) * STEP_S,
        endS: startS + (to - 1) * STEP_S,
        level: flag === 1 ? 2 : -1,
        ...(from < begin ? NOTHING : told(from - begin)),
      };
    from = to;
  }
}
