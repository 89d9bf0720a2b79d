import { plainName } from '../domain/names.js';
import { indexNames, namesOf, type Gauge } from '../domain/network.js';
import type { CalibrationRow } from './read-calibration.js';

/** Rows, ascending by date, and the name that they stand under. */
interface NamedRows {
  readonly name: string;
  readonly rows: readonly CalibrationRow[];
}

/** The rows of a gauge, ascending by date; what is wrong where several could be its; neither where it has none. */
export interface RowsFound {
  readonly rows?: readonly CalibrationRow[];
  readonly problem?: string;
}

/** Whose the rows of a calibration table are: each one's whose name it stands under, as names are compared. */
export class CalibrationRows {
  private readonly rows = new Map<Gauge, NamedRows[]>();

  /** `gauges`: all that are known, so that no row is taken for one gauge that is another's to the letter. */
  constructor(rows: ReadonlyMap<string, readonly CalibrationRow[]>, gauges: readonly Gauge[]) {
    const index = indexNames(gauges);
    for (const [name, dated] of rows) {
      const gauge = index.get(name);
      if (!gauge) continue;
      const before = this.rows.get(gauge);
      if (before) before.push({ name, rows: dated });
      else this.rows.set(gauge, [{ name, rows: dated }]);
    }
  }

  /**
   * The rows of one of the gauges: those under its names to the letter, else the only ones under a name that differs by case
   * alone. Of one date the row under its own name counts, and others have to say the same.
   */
  of(gauge: Gauge): RowsFound {
    const rows = this.rows.get(gauge) ?? [];
    const names = namesOf(gauge).map(plainName);
    const exact = rows.filter(({ name }) => names.includes(name));
    if (exact.length === 0 && rows.length > 1) return { problem: several(gauge, rows) };
    const isOwn = ({ name }: NamedRows): boolean => name === plainName(gauge.name);
    const own = exact.filter(isOwn);
    const others = exact.filter((named) => !isOwn(named));
    const byDate = new Map((own[0]?.rows ?? []).map((row) => [row.fromS, row]));
    const ownDates = new Set(byDate.keys());
    for (const row of (exact.length > 0 ? others : rows).flatMap((named) => named.rows)) {
      const before = byDate.get(row.fromS);
      if (ownDates.has(row.fromS)) continue;
      if (before && !isSame(before, row)) return { problem: several(gauge, others) };
      if (!before) byDate.set(row.fromS, row);
    }
    return byDate.size === 0 ? {} : { rows: [...byDate.values()].sort((a, b) => a.fromS - b.fromS) };
  }
}

function isSame(x: CalibrationRow, y: CalibrationRow): boolean {
  return x.a === y.a && x.b === y.b && x.c === y.c;
}

function several(gauge: Gauge, named: readonly NamedRows[]): string {
  const which = named.map(({ name, rows }) => `"${name}" (line ${rows[0]!.line})`).join(' and ');
  return `${which} could both be ${gauge.name}: keep one of them, or write one as "${gauge.name}"`;
}
