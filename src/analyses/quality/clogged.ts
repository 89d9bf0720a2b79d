import { lacksTips, levelOf, type Flag, type Judged, qualityTest } from './judging/quality-test.js';

/**
 * A funnel that drains: tips whose distances grow and grow within an event, as water stands over a clogged outlet and leaves
 * ever more slowly (tbrg-qc takes 12 growing distances in two hours). Stamps are whole minutes, so that distances may stay
 * equal for a while; `growths` of them must be longer than the one before, and the last `times` the first. Levels at 1, 1.5
 * and 2 times the limit.
 */
export const clogged = qualityTest<{
  readonly distances: number;
  readonly growths: number;
  readonly times: number;
  readonly hours: number;
}>({
  name: 'clogged',
  version: 1,
  finds: 'a clogged funnel: distances between tips that grow and grow',
  unit: 'distances',
  settings: { distances: 12, growths: 5, times: 5, hours: 12 },
  lacks: lacksTips,
  *judge(judged, { distances: limit, growths: fewest, times, hours }) {
    for (const { startS, endS, distances, growths, ratio } of growing(judged, hours * 3600)) {
      const isDrain = ratio >= times && growths >= fewest;
      const level = isDrain ? levelOf((distances + 1) / limit, [1, 1.5, 2]) : undefined;
      if (level !== undefined) yield { startS, endS, level, value: distances, limit };
    }
  },
});

interface Growing extends Pick<Flag, 'startS' | 'endS'> {
  readonly distances: number;
  /** How many are longer than the one before. */
  readonly growths: number;
  /** The last distance in first ones. */
  readonly ratio: number;
}

/** Stretches of wet readings whose distances never shrink and whose counts never grow. */
function* growing({ record: { counts } }: Judged, mostS: number): Generator<Growing> {
  if (!counts) return;
  const { timeS, tips } = counts;
  const distance = (i: number): number => timeS[i]! - timeS[i - 1]!;
  let [first, growths] = [0, 0];
  for (let i = 1; i <= timeS.length; i++) {
    const isNext = i < timeS.length && distance(i) <= mostS && tips[i]! <= tips[i - 1]!;
    const isSecond = i - 1 === first;
    if (isNext && (isSecond || distance(i) >= distance(i - 1))) {
      if (!isSecond && distance(i) > distance(i - 1)) growths++;
      continue;
    }
    if (!isSecond)
      yield {
        startS: timeS[first]!,
        endS: timeS[i - 1]!,
        distances: i - 1 - first,
        growths,
        ratio: distance(i - 1) / distance(first + 1),
      };
    // A distance that shrank is the first of the next stretch.
    [first, growths] = [isNext ? i - 1 : i, 0];
  }
}
