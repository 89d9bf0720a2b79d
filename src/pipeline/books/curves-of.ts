import { calibrationOf, limitOf, type GaugeIndex, type WantedGauge } from '../../domain/network.js';
import type { CalibrateOptions } from '../../../streams/calibrate.js';

/** What `calibrate` asks of gauges, looked up when it asks: a run may have thousands, and a unit of work one. */
export function curvesOf(
  { byName }: GaugeIndex<WantedGauge>,
  maxMmPerMin: number | undefined,
): Required<Pick<CalibrateOptions, 'curves' | 'limits'>> {
  return {
    curves: {
      get: (name) => {
        const gauge = byName.get(name);
        return gauge && calibrationOf(gauge);
      },
    },
    limits: {
      get: (name) => {
        const gauge = byName.get(name);
        return gauge && limitOf(gauge, maxMmPerMin);
      },
    },
  };
}
