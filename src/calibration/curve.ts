import type { Curve } from '../domain/network.js';

/** A calibration that changes nothing but tips into mm. */
export function uncalibrated(tipMm: number): Curve {
  return { a: 0, b: 1, c: 0, tipMm };
}

/** mm with the 6 decimals that outputs carry; -0 is 0. */
export function roundMm(mm: number): number {
  return Math.round(mm * 1e6) / 1e6 + 0;
}

/** Calibrated rain in mm of one reading: `a·r² + b·r + c` with `r = tips × tipMm`; 0 tips are 0 mm whatever `c` is. */
export function rainOfTips(curve: Curve, tips: number): number {
  if (tips === 0) return 0;
  const r = tips * curve.tipMm;
  return roundMm(curve.a * r * r + curve.b * r + curve.c);
}

/** Tip counts that are looked up rather than computed: 200 mm in one reading at 0.2 mm a tip. */
const TABLE_SIZE = 1024;

/** A curve as a function over whole columns; the small counts, nearly all there are, come from a table. */
export function rainFunction(curve: Curve): (tips: Uint32Array, rainMm: Float64Array, count: number) => void {
  const table = Float64Array.from({ length: TABLE_SIZE }, (_, tips) => rainOfTips(curve, tips));
  return (tips, rainMm, count) => {
    for (let i = 0; i < count; i++) {
      const tipCount = tips[i]!;
      rainMm[i] = tipCount < TABLE_SIZE ? table[tipCount]! : rainOfTips(curve, tipCount);
    }
  };
}

/** The largest number of tips that a reading can carry. */
const MOST_TIPS = 0xffffffff;

/**
 * The tip count after which a curve falls: from it to the next one, mm become less. Infinity where it never does. From n
 * to n + 1 tips mm grow by `a·t²·(2n + 1) + b·t` with `t = tipMm`: linear in n, so that a curve falls either at once or,
 * where `a` is negative, for good.
 */
export function fallsAfter({ a, b, tipMm }: Curve): number {
  const growth = (tips: number): number => tipMm * (a * tipMm * (2 * tips + 1) + b);
  if (growth(1) < 0) return 1;
  if (a >= 0) return Infinity;
  let tips = Math.max(1, Math.ceil((-b / (a * tipMm) - 1) / 2));
  if (!(tips <= MOST_TIPS)) return Infinity;
  // The formula is exact but for rounding, which may be off by one either way.
  while (tips > 1 && growth(tips - 1) < 0) tips--;
  while (tips <= MOST_TIPS && growth(tips) >= 0) tips++;
  return tips <= MOST_TIPS ? tips : Infinity;
}
