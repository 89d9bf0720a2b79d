import { intervalsFrom } from '../series/spells.js';
import { joinedFlags } from './judging/joined-flags.js';
import { qualityTest, type Flag, type Judged } from './judging/quality-test.js';

/** Flags so near each other are one. */
const APART_S = 3600;

/**
 * Volts below a limit while it rains: a logger that is about to fail loses tips first. Limits of a lead battery of 12 V: a
 * quarter full, nearly empty, deeply discharged.
 */
export const battery = qualityTest<{ readonly doubtful: number; readonly suspect: number; readonly wrong: number }>({
  name: 'battery',
  version: 1,
  finds: 'a low battery while it rains',
  unit: 'V',
  settings: { doubtful: 11.9, suspect: 11.6, wrong: 11 },
  lacks: ({ record: { counts } }) =>
    counts === undefined || (counts.battery.length > 0 && counts.battery.every(Number.isNaN)),
  judge: (judged, settings) => joinedFlags(low(judged, settings), APART_S),
});

function* low(
  { record: { counts, series } }: Judged,
  { doubtful, suspect, wrong }: { doubtful: number; suspect: number; wrong: number },
): Generator<Flag> {
  if (!counts) return;
  const interval = intervalsFrom(series.runs, counts.timeS[0] ?? 0);
  for (let i = 0; i < counts.timeS.length; i++) {
    const value = counts.battery[i]!;
    if (!(value < doubtful)) continue;
    const endS = counts.timeS[i]!;
    const [level, limit] =
      value < wrong ? ([3, wrong] as const) : value < suspect ? ([2, suspect] as const) : ([1, doubtful] as const);
    yield { startS: endS - interval(endS), endS, level, value, limit };
  }
}
