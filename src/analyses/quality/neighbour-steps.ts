import type { Flag, Judged, Level, Settings } from './quality-test.js';
import { reference, STEP_S, type StepRains } from './step-rain.js';

/** Neighbours that count: near enough, and how many of them must have measured. */
export interface Near extends Settings {
  readonly distanceM: number;
  readonly neighbours: number;
}
/** PWSQC looks 10 km around, and asks for 5; a city's own network rarely has more than a few that near. */
export const NEAR: Near = { distanceM: 10_000, neighbours: 3 };

/** What a gauge and its neighbours measured in steps of 5 minutes, all of shape `[count]`. */
export interface Compared {
  readonly rainMm: Float64Array;
  readonly medianMm: Float64Array;
  readonly known: Uint8Array;
}

/** The steps of a period and those before it; undefined where the gauge has no neighbour that is near enough. */
export function compared({ record, neighbours, steps }: Judged, { distanceM }: Near): Compared | undefined {
  const near = neighbours.filter((one) => one.distanceM < distanceM);
  if (near.length === 0) return undefined;
  const others = near.map(({ series }) => steps.of(series));
  return { rainMm: steps.of(record.series), ...reference(others, steps.count) };
}

/** Flags of the steps of a period as stretches; a step that passed has 0. `told` says what was found in the first of each. */
export function* stretches(
  levels: Int8Array,
  { startS, first }: StepRains,
  told: (i: number) => { readonly value: number; readonly limit: number },
): Generator<Flag> {
  for (let i = first, from = first; i < levels.length; i++) {
    if (i + 1 < levels.length && levels[i + 1] === levels[from]) continue;
    const level = levels[from]!;
    const endS = startS + i * STEP_S;
    if (level !== 0) yield { startS: startS + (from - 1) * STEP_S, endS, level: level as Level, ...told(from) };
    from = i + 1;
  }
}
