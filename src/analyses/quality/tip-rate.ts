import { intervalsFrom } from '../series/spells.js';
import { joinedFlags } from './judging/joined-flags.js';
import { lacksTips, qualityTest, type Flag, type Judged, type Level } from './judging/quality-test.js';

/**
 * Tips a minute that a bucket does not do: the levels are tips 2 s apart (what SubHourlyQC takes out), 1.5 s and 1 s. A reading
 * of several minutes is held to its mean, which is never more than its worst minute.
 */
export const tipRate = qualityTest<{ readonly doubtful: number; readonly suspect: number; readonly wrong: number }>({
  name: 'tip-rate',
  version: 1,
  finds: 'tips that come too fast for a bucket',
  unit: 'tips a minute',
  settings: { doubtful: 30, suspect: 40, wrong: 60 },
  lacks: lacksTips,
  judge: (judged, { doubtful, suspect, wrong }) =>
    joinedFlags(
      tooFast(judged, (rate) => {
        if (rate > wrong) return [3, wrong];
        if (rate > suspect) return [2, suspect];
        return rate > doubtful ? [1, doubtful] : undefined;
      }),
    ),
});

function* tooFast(
  { record: { counts, series } }: Judged,
  levelOf: (rate: number) => readonly [Level, number] | undefined,
): Generator<Flag> {
  if (!counts) return;
  const interval = intervalsFrom(series.runs, counts.timeS[0] ?? 0);
  for (let i = 0; i < counts.timeS.length; i++) {
    const endS = counts.timeS[i]!;
    const countsS = interval(endS);
    if (countsS <= 0) continue;
    const rate = (counts.tips[i]! * 60) / countsS;
    const found = levelOf(rate);
    if (found) yield { startS: endS - countsS, endS, level: found[0], value: rate, limit: found[1] };
  }
}
