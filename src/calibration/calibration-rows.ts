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
   * The rows of one of the gauges, of all of its names. Of one date the row under its own name counts, else one under another of its
   * names to the letter, else one under a name that differs by case alone; several of the same kind have to say the same.
   */
  of(gauge: Gauge): RowsFound {
    const all = this.rows.get(gauge) ?? [];
    const own = plainName(gauge.name);
    const names = new Set(namesOf(gauge).map(plainName));
    const kinds = [
      all.filter(({ name }) => name === own),
      all.filter(({ name }) => name !== own && names.has(name)),
      all.filter(({ name }) => !names.has(name)),
    ];
    const byDate = new Map<number, CalibrationRow>();
    for (const named of kinds) {
      const ofKind = new Map<number, CalibrationRow>();
      for (const row of named.flatMap(({ rows }) => rows)) {
        const before = ofKind.get(row.fromS);
        if (byDate.has(row.fromS)) continue;
        // Names that differ by case alone are two: which of them is meant is not to be guessed.
        if (before && (named === kinds[2] || !isSame(before, row))) return { problem: several(gauge, named) };
        if (!before) ofKind.set(row.fromS, row);
      }
      for (const [fromS, row] of ofKind) byDate.set(fromS, row);
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
