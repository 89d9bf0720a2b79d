import { DAY_S } from '../../domain/time/time.js';
import type { SeriesRows } from '../../formats/series-rows.js';

/** The voltage of a logger's battery, and where it is going. */
export interface Battery {
  readonly lastV: number;
  /** Unix seconds of that value. */
  readonly lastS: number;
  /** Least-squares slope; null where all values have one stamp. */
  readonly trendVPerDay: number | null;
}

/** The last voltage among rows from `sinceS` on, and the straight line through them; undefined where there is none. */
export function batteryOf(parts: Iterable<SeriesRows>, sinceS: number): Battery | undefined {
  const line = new SlopeSum();
  let last: { lastV: number; lastS: number } | undefined;
  for (const { count, timeS, battery } of parts) {
    for (let i = 0; i < count; i++) {
      const volts = battery[i]!;
      if (timeS[i]! < sinceS || Number.isNaN(volts)) continue;
      last = { lastV: volts, lastS: timeS[i]! };
      line.add((timeS[i]! - sinceS) / DAY_S, volts);
    }
  }
  return last && { ...last, trendVPerDay: line.slope };
}

/** Least squares by running means (Welford), which hold where sums of squares would cancel. */
class SlopeSum {
  private n = 0;
  private meanX = 0;
  private meanY = 0;
  private sumXx = 0;
  private sumXy = 0;

  add(x: number, y: number): void {
    this.n++;
    const dx = x - this.meanX;
    this.meanX += dx / this.n;
    this.meanY += (y - this.meanY) / this.n;
    this.sumXx += dx * (x - this.meanX);
    this.sumXy += dx * (y - this.meanY);
  }

  /** Rounded to a millionth of a volt a day: far below what a logger resolves. */
  get slope(): number | null {
    return this.sumXx === 0 ? null : Math.round((this.sumXy / this.sumXx) * 1e6) / 1e6 + 0;
  }
}
