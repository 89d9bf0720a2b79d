import { plainName } from '../domain/names.js';
import { indexNames, namesOf, type Gauge } from '../domain/network.js';
import type { CalibrationRow } from './read-calibration.js';

/** A row and the name that it stands under. */
interface NamedRow {
  readonly name: string;
  readonly row: CalibrationRow;
}

/** The row of a gauge; what is wrong where several could be its; neither where it has none. */
export interface RowFound {
  readonly row?: CalibrationRow;
  readonly problem?: string;
}

/** Whose the rows of a calibration table are: each one's whose name it stands under, as names are compared. */
export class CalibrationRows {
  private readonly rows = new Map<Gauge, NamedRow[]>();

  /** `gauges`: all that are known, so that no row is taken for one gauge that is another's to the letter. */
  constructor(rows: ReadonlyMap<string, CalibrationRow>, gauges: readonly Gauge[]) {
    const index = indexNames(gauges);
    for (const [name, row] of rows) {
      const gauge = index.get(name);
      if (!gauge) continue;
      const before = this.rows.get(gauge);
      if (before) before.push({ name, row });
      else this.rows.set(gauge, [{ name, row }]);
    }
  }

  /**
   * The row of one of the gauges: that under its own name; else the one under another of its names, where several of them
   * say the same; else the only one under a name that differs by case alone.
   */
  of(gauge: Gauge): RowFound {
    const rows = this.rows.get(gauge) ?? [];
    const own = rows.find(({ name }) => name === plainName(gauge.name));
    if (own) return { row: own.row };
    const names = namesOf(gauge).map(plainName);
    const exact = rows.filter(({ name }) => names.includes(name));
    const [first, ...others] = exact.length > 0 ? exact : rows;
    if (!first) return {};
    const agree = exact.length > 0 && others.every(({ row }) => isSame(row, first.row));
    return others.length === 0 || agree ? { row: first.row } : { problem: several(gauge, [first, ...others]) };
  }
}

function isSame(x: CalibrationRow, y: CalibrationRow): boolean {
  return x.a === y.a && x.b === y.b && x.c === y.c;
}

function several(gauge: Gauge, rows: readonly NamedRow[]): string {
  const which = rows.map(({ name, row }) => `"${name}" (line ${row.line})`).join(' and ');
  return `${which} could both be ${gauge.name}: keep one of them, or write one as "${gauge.name}"`;
}
