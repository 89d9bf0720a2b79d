import type { Health } from './colours.js';
import type { View } from './view.js';

const LATE_S = 15 * 60;

/** How a gauge is doing: heard of lately, late, or silent for longer than is allowed. */
export function healthOf({ status }: Pick<View, 'status'>, gauge: string): Health {
  const found = status?.gauges.find((one) => one.gauge === gauge);
  if (!found || found.silentS === null || found.isSilent) return 'silent';
  return found.silentS > LATE_S ? 'late' : 'good';
}
