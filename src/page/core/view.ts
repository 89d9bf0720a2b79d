import type { Text } from '../text/index.js';
import type { Cumulative, Gauges, GaugeInfo, PageSettings, Status } from './api.js';
import type { Format } from './format.js';
import type { State, Store } from './state.js';

/** What every part of the page draws from. */
export interface View {
  readonly store: Store;
  readonly state: State;
  readonly text: Text;
  readonly format: Format;
  readonly settings: PageSettings;
  readonly gauges: Gauges;
  readonly cumulative: Cumulative;
  readonly status: Status | undefined;
  /** The gauge that is shown; undefined where none is published. */
  readonly gauge: GaugeInfo | undefined;
  /** The period that is shown, `(fromS, toS]`. */
  readonly fromS: number;
  readonly toS: number;
}

/** Windows of the table and the map, shortest first, and their seconds. */
export const WINDOWS = ['5min', '15min', '30min', '1h', '2h', '6h', '12h', '24h', '48h', '72h'] as const;

export function windowSeconds(name: string): number {
  return Number.parseInt(name, 10) * (name.endsWith('min') ? 60 : 3600);
}

/** `5 min` of `5min`. */
export function windowText(name: string): string {
  return name.replace(/(\d+)/, '$1 ');
}
