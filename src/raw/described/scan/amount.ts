import type { RejectReason } from '../../../domain/readings/reading.js';
import type { ValueSpec } from '../../description/description.js';

const MM_PER_INCH = 25.4;
const THOUSANDTHS = 1000;
const MOST = 0xffffffff;
/** How far from a whole count of tips a depth may be: depths are written with few digits. */
const ROUNDING_TIPS = 0.05;

/** From what a column has to whole counts of the unit: tips, or 0.001 mm. */
export interface AmountScale {
  /** The count; NaN where there is none, and `reason` says why. */
  readonly countOf: (value: number) => number;
  reason: RejectReason;
}

export function amountScale({ unit, factor, tipMm }: Pick<ValueSpec, 'unit' | 'factor' | 'tipMm'>): AmountScale {
  const mm = unit === 'inch' ? MM_PER_INCH : 1;
  const isTips = unit === 'tips';
  const scale = isTips ? factor : tipMm === undefined ? factor * mm * THOUSANDTHS : (factor * mm) / tipMm;
  const mustBeWhole = isTips || tipMm !== undefined;
  const rounding = isTips ? 1e-9 : ROUNDING_TIPS;
  const result: AmountScale = {
    reason: 'amount-not-a-number',
    countOf: (value) => {
      const exact = value * scale;
      const count = Math.round(exact) + 0;
      if (!(value >= 0) || count > MOST) {
        result.reason = 'amount-not-a-number';
        return NaN;
      }
      if (mustBeWhole && Math.abs(exact - count) > rounding) {
        result.reason = 'amount-between-tips';
        return NaN;
      }
      return count;
    },
  };
  return result;
}
