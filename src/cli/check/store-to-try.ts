import type { StoreSetting } from '../../config/settings.js';

/** A store that the settings speak of. */
export interface StoreToTry {
  readonly what: string;
  readonly setting: StoreSetting;
  /** Whether it is read: it has to be there, and the gauges' folders are looked for in it. */
  readonly holdsRaw: boolean;
}
