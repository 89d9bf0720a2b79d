import { calibrationOf, limitOf, type GaugeIndex, type WantedGauge } from '../../domain/network.js';
import type { CalibrateOptions } from '../../../streams/calibrate.js';

/**
 * What `calibrate` asks of gauges, looked up when it asks: a run may have thousands, and a unit of work one. `aloneS`: the usual
 * interval, seconds, of gauges whose own is not known, and thereby of readings that stand alone.
 */
export function curvesOf(
  { byName }: GaugeIndex<WantedGauge>,
  maxMmPerMin: number | undefined,
  aloneS?: number,
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
        const limit = gauge && limitOf(gauge, maxMmPerMin);
        return limit && aloneS !== undefined ? { ...limit, intervalS: limit.intervalS ?? aloneS } : limit;
      },
    },
  };
}
