import { z } from 'zod';
import { linesSetAside } from '../../pipeline/status/quarantined.js';
import type { Status } from '../../pipeline/status/status.js';
import type { ServeContext } from '../context.js';
import { endpoint, networkKey } from './shared/endpoint.js';

/** Silence is told to this: the ends of files are not read again for every request. */
const KEPT_S = 10;

/** `/status`: how every gauge is doing. */
export const status = endpoint({
  path: '/status',
  summary: 'Per gauge: last reading, silence, completeness, battery, quarantine, what waits and was left',
  forms: ['json', 'csv'],
  query: z.strictObject({}),
  key: (_query, context) => `${networkKey(undefined, context)} ${Math.floor(context.nowS() / KEPT_S)}`,
  answer: async (_query, context: ServeContext) => {
    const found: Status = await context.readStatus();
    const { failure, lookedS } = context.catalogue;
    return {
      json: () => ({
        now: found.nowS,
        looked: lookedS ?? null,
        failure: failure ?? null,
        silent_after_s: found.silentAfterS,
        gauges: found.gauges,
      }),
      csv: () => ({
        header: [
          'gauge',
          'last_reading',
          'silent_s',
          'silent',
          'observed_24h',
          'observed_30d',
          'battery_v',
          'quarantined',
        ],
        rows: found.gauges.map((gauge) => [
          gauge.gauge,
          gauge.lastReading,
          gauge.silentS,
          gauge.isSilent ? 'yes' : 'no',
          gauge.completeness.last24h.completeness,
          gauge.completeness.last30d.completeness,
          gauge.battery?.lastV ?? null,
          linesSetAside(gauge.quarantined),
        ]),
      }),
    };
  },
});
