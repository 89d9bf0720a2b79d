import { unmeasured } from './faulty-zero.js';
import { compared, NEAR, stretches, type Near } from './steps/neighbour-steps.js';
import { lacksNeighbours, qualityTest } from './judging/quality-test.js';

interface HighInfluxSettings extends Near {
  readonly dryMm: number;
  readonly mostMm: number;
  readonly steps: number;
}

/**
 * High influx of PWSQC (de Vos et al. 2019), as pypwsqc has it: above `mostMm` in 5 minutes where the median of the neighbours is
 * below `dryMm`, else above `mostMm / dryMm` times that median.
 */
export const highInflux = qualityTest<HighInfluxSettings>({
  name: 'high-influx',
  version: 1,
  finds: 'rain while the neighbours are dry, or many times theirs',
  unit: 'mm in 5 min',
  settings: { ...NEAR, dryMm: 0.4, mostMm: 10, steps: 6 },
  lacks: lacksNeighbours,
  *judge(judged, settings) {
    const all = compared(judged, settings);
    if (!all) return;
    yield* stretches(highInfluxSteps(all, settings), judged.steps, all, (i) => ({
      value: all.rainMm[i]!,
      limit: limitOf(all.medianMm[i]!, settings),
    }));
  },
});

function limitOf(medianMm: number, { dryMm, mostMm }: Pick<HighInfluxSettings, 'dryMm' | 'mostMm'>): number {
  return medianMm < dryMm ? mostMm : (medianMm * mostMm) / dryMm;
}

/** The filter itself, step by step: 1 high influx, 0 none, −1 not judged. Columns have one length; NaN is not measured. */
export function highInfluxSteps(
  {
    rainMm,
    medianMm,
    known,
  }: { readonly rainMm: Float64Array; readonly medianMm: Float64Array; readonly known: ArrayLike<number> },
  settings: Pick<HighInfluxSettings, 'dryMm' | 'mostMm' | 'steps' | 'neighbours'>,
): Int8Array {
  const flags = new Int8Array(rainMm.length);
  for (let j = 0; j < flags.length; j++)
    flags[j] = known[j]! < settings.neighbours ? -1 : rainMm[j]! > limitOf(medianMm[j]!, settings) ? 1 : 0;
  return unmeasured(flags, rainMm, settings.steps);
}
