import { compared, NEAR, stretches, type Near } from './steps/neighbour-steps.js';
import { lacksNeighbours, qualityTest } from './judging/quality-test.js';

interface FaultyZeroSettings extends Near {
  readonly steps: number;
}

/**
 * Faulty zeros of PWSQC (de Vos et al. 2019, doi:10.1029/2019GL083731), as pypwsqc has them: dry in more than `steps` steps of 5
 * minutes on end while the median of the neighbours is wet in all of them; it stays so until the gauge tips again.
 */
export const faultyZero = qualityTest<FaultyZeroSettings>({
  name: 'faulty-zero',
  version: 1,
  finds: 'dry while the neighbours are wet',
  unit: 'mm of the neighbours',
  settings: { ...NEAR, steps: 6 },
  lacks: lacksNeighbours,
  *judge(judged, settings) {
    const all = compared(judged, settings);
    if (!all) return;
    yield* stretches(faultyZeroSteps(all, settings), judged.steps, all, (i) => ({ value: all.medianMm[i]!, limit: 0 }));
  },
});

/**
 * The filter itself, step by step: 1 a faulty zero, 0 none, −1 not judged (the first `steps`, too few neighbours, nothing
 * measured around it). Columns have one length; NaN is not measured.
 */
export function faultyZeroSteps(
  {
    rainMm,
    medianMm,
    known,
  }: { readonly rainMm: Float64Array; readonly medianMm: Float64Array; readonly known: ArrayLike<number> },
  { steps, neighbours }: { readonly steps: number; readonly neighbours: number },
): Int8Array {
  const count = rainMm.length;
  const flags = new Int8Array(count);
  let [drySteps, wetSteps] = [0, 0];
  let isFaulty = false;
  for (let j = 0; j < count; j++) {
    const isWet = rainMm[j]! > 0;
    drySteps = isWet ? 0 : drySteps + 1;
    wetSteps = medianMm[j]! > 0 ? wetSteps + 1 : 0;
    if (j < steps) flags[j] = -1;
    else {
      isFaulty = !isWet && (isFaulty || (drySteps > steps && wetSteps > steps));
      flags[j] = isFaulty ? 1 : 0;
    }
    if (known[j]! < neighbours) flags[j] = -1;
  }
  return unmeasured(flags, rainMm, steps);
}

/** −1 where nothing was measured in the steps around one, as pypwsqc's centred window has them. */
export function unmeasured(flags: Int8Array, rainMm: Float64Array, steps: number): Int8Array {
  const before = steps >> 1;
  const after = steps - before - 1;
  const count = rainMm.length;
  let measured = 0;
  for (let i = 0; i < Math.min(after, count); i++) if (rainMm[i] === rainMm[i]) measured++;
  for (let j = 0; j < flags.length; j++) {
    const comes = j + after;
    const goes = j - before - 1;
    if (comes < count && rainMm[comes] === rainMm[comes]) measured++;
    if (goes >= 0 && rainMm[goes] === rainMm[goes]) measured--;
    if (measured === 0) flags[j] = -1;
  }
  return flags;
}
