import fc from 'fast-check';
import { DAY_S, yearStartS } from '../../../src/domain/time/time.js';

export const YEAR = 2024;
export const START_S = yearStartS(YEAR);

/** A series of one interval of which readings were lost. */
export interface LossySeries {
  readonly intervalS: number;
  /** Stamps, ascending. */
  readonly kept: readonly number[];
  readonly lost: readonly number[];
}

export interface SeriesForm {
  readonly intervalS: fc.Arbitrary<number>;
  /** Where the stamps stand within their minute. */
  readonly phaseS: fc.Arbitrary<number>;
  /** How far each stamp may be beside its time. */
  readonly jitterS: number;
  /** Readings in front of which none is lost. */
  readonly complete?: number;
}

const MOST = 400;

/** Which readings are lost, by their place: any set; each with a chance; a period with any phase; blocks of any length. */
const losses: fc.Arbitrary<(place: number) => boolean> = fc.oneof(
  fc.array(fc.boolean(), { minLength: MOST, maxLength: MOST }).map((set) => (i: number) => set[i]!),
  fc.tuple(fc.array(fc.nat(99), { minLength: MOST, maxLength: MOST }), fc.integer({ min: 1, max: 97 })).map(
    ([dice, percent]) =>
      (i: number) =>
        dice[i]! < percent,
  ),
  // One reading kept of twelve and more, in step, is what a logger set to a longer interval sends.
  fc
    .tuple(fc.integer({ min: 2, max: 60 }), fc.nat(59), fc.integer({ min: 1, max: 59 }))
    .map(([period, phase, lost]) => [period, phase, Math.min(lost, period - (period < 12 ? 1 : 2))] as const)
    .map(
      ([period, phase, lost]) =>
        (i: number) =>
          (i + phase) % period < lost,
    ),
  fc
    .array(fc.tuple(fc.nat(MOST), fc.nat(60)), { maxLength: 10 })
    .map((blocks) => (i: number) => blocks.some(([first, length]) => i >= first && i < first + length)),
);

export function lossySeries({ intervalS, phaseS, jitterS, complete = 0 }: SeriesForm): fc.Arbitrary<LossySeries> {
  const offset = fc.integer({ min: -jitterS, max: jitterS });
  return fc
    .record({
      intervalS,
      phaseS,
      isLost: losses,
      count: fc.integer({ min: 1, max: MOST }),
      offsets: fc.array(offset, { minLength: MOST + complete, maxLength: MOST + complete }),
    })
    .map(({ intervalS, phaseS, isLost, count, offsets }) => {
      const [kept, lost]: [number[], number[]] = [[], []];
      for (let i = 0; i < complete + count; i++) {
        const stampS = START_S + DAY_S + phaseS + i * intervalS + offsets[i]!;
        (i >= complete && isLost(i - complete) ? lost : kept).push(stampS);
      }
      return { intervalS, kept, lost };
    });
}
