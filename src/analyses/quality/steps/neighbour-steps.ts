import type { Flag, Judged, Level, Settings } from '../judging/quality-test.js';
import { reference, STEP_S, type StepRains } from './step-rain.js';

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

/** The steps of a period and those before it; undefined where the gauge has no neighbour that is near enough. */
export function compared({ record, neighbours, steps }: Judged, { distanceM }: Near): Compared | undefined {
  const near = neighbours.filter((one) => one.distanceM < distanceM);
  if (near.length === 0) return undefined;
  const others = near.map((one) => steps.of(one));
  const rainMm = steps.of(record);
  const { medianMm, known } = reference(others, steps.count);
  const first = rainMm.findIndex((mm, i) => mm === mm || known[i]! > 0);
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
  const levels = new Int8Array(count).fill(-1);
  levels.set(
    flags.map((flag) => (flag === 1 ? 2 : flag)),
    begin,
  );
  for (let i = first, from = first; i < levels.length; i++) {
    if (i + 1 < levels.length && levels[i + 1] === levels[from]) continue;
    const level = levels[from]!;
    const endS = startS + i * STEP_S;
    if (level !== 0)
      yield {
        startS: startS + (from - 1) * STEP_S,
        endS,
        level: level as Level,
        ...(from < begin ? NOTHING : told(from - begin)),
      };
    from = i + 1;
  }
}
