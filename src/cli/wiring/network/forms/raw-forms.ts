import type { Gauge } from '../../../../domain/network.js';
import type { ChooseForm } from '../../../../domain/readings/raw-form.js';

/** In which formats raw files come, by gauge. */
export interface RawForms {
  /** A gauge with what its amounts count, and what is wrong with that; undefined: tips. */
  readonly withUnit: ((gauge: Gauge) => { readonly gauge: Gauge; readonly problem?: string }) | undefined;
  /**
   * Tells the form of each source of these gauges, and of others that are known and not wanted; undefined: all are of the network's own
   * line.
   */
  readonly chooserFor: (gauges: readonly Gauge[], others?: readonly Gauge[]) => ChooseForm | undefined;
  /** Names and texts of all descriptions in use: the same where they read the same. */
  readonly words: () => string;
}
