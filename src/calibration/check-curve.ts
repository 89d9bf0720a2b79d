import type { Curve } from '../domain/network.js';
import { fallsAfter, rainOfTips } from './curve.js';

/**
 * What is wrong with a curve between one tip and the first count whose rain passes a limit, mm in a reading: it gives less
 * than 0 mm, or falls; undefined where it does neither. A curve that bends down before it reaches the limit falls, and so
 * does one that falls from its first tip on, wherever that is.
 */
export function curveProblem(curve: Curve, limitMm: number): string | undefined {
  const first = rainOfTips(curve, 1);
  if (!(first >= 0)) return `it gives less than 0 mm from 1 tip on (${first} mm)`;
  const last = fallsAfter(curve);
  const most = rainOfTips(curve, last);
  if (last === Infinity || (last > 1 && most > limitMm)) return undefined;
  return `it falls from ${last + 1} tips on (${most} mm at ${last}, ${rainOfTips(curve, last + 1)} mm at ${last + 1})`;
}

/** What is strange about a sound curve, though rain may look like that; undefined where nothing is. */
export function curveOddity(curve: Curve, limitMm: number): string | undefined {
  const first = rainOfTips(curve, 1);
  if (first > limitMm) return `one tip comes to ${first} mm, more than the ${limitMm} mm that are believed`;
  if (curve.a === 0 && curve.b === 0) return `it gives ${first} mm however many tips there are`;
  return undefined;
}
