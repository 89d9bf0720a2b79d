import { arraysOf, KEPT, withColumns } from '../../../domain/columns.js';
import type { YearBucket, YearMatrix } from '../../../domain/readings/reading.js';
import { PluvioError } from '../../../domain/errors.js';
import { writeMatrixMarket, type MatrixColumn } from '../../../formats/mtx/matrix-market.js';
import { SERIES_HEADER, writeSeries } from '../../../formats/csv/series-csv.js';
import type { Host } from '../../host/host.js';
import { writeOut } from '../../host/output.js';

export const EMIT_KINDS = ['concatenated', 'treated', 'triplets'] as const;
export type EmitKind = (typeof EMIT_KINDS)[number];

/** Rows made before they are written: a slow reader costs 5 MB, not a year. */
const SLICE_ROWS = 65_536;

/** Writes the series of years one after another to stdout, under one header; the bytes of the published files. */
export class SeriesOutput {
  private headed = false;

  constructor(
    private readonly kind: 'concatenated' | 'treated',
    private readonly host: Host,
  ) {}

  async write(bucket: YearBucket): Promise<void> {
    for (let start = 0; start < bucket.count; start += SLICE_ROWS) {
      const pages: Uint8Array[] = [];
      let skip = this.headed ? SERIES_HEADER.length : 0;
      const sink = (bytes: Uint8Array): void => {
        pages.push(bytes.slice(skip));
        skip = 0;
      };
      const part = sliceOf(bucket, start, Math.min(bucket.count, start + SLICE_ROWS));
      if (this.kind === 'treated') writeSeries(part, () => undefined, sink);
      else writeSeries(part, sink, () => undefined);
      this.headed = true;
      for (const page of pages) await writeOut(this.host, page);
    }
  }

  /** An output without a reading is its header. */
  async end(): Promise<void> {
    if (!this.headed) await writeOut(this.host, SERIES_HEADER);
  }
}

function sliceOf(bucket: YearBucket, start: number, end: number): YearBucket {
  const count = end - start;
  const part = arraysOf(KEPT, (name) => bucket[name].data.subarray(start, end));
  return withColumns({ ...bucket, count }, KEPT, part, count);
}

export interface MatrixChoice {
  readonly year: number | undefined;
  /** The one gauge asked for, where there is one: its matrix is written even where it has no rain at all. */
  readonly gauge: string | undefined;
}

/** Gathers the one matrix that is asked for, and says what to give where there are several. */
export class MatrixOutput {
  private readonly found: { readonly year: number; readonly column: MatrixColumn }[] = [];

  constructor(
    private readonly choice: MatrixChoice,
    private readonly host: Host,
  ) {}

  add({ gauge, year, triplets: { count, row, valueMm } }: YearMatrix): void {
    if (this.choice.year !== undefined && year !== this.choice.year) return;
    this.found.push({ year, column: { gauge, count, rows: row.data, valuesMm: valueMm.data } });
  }

  async end(): Promise<void> {
    const { year, column: matrix } = this.chosen();
    const pages: Uint8Array[] = [];
    writeMatrixMarket(year, [matrix], (bytes) => pages.push(new Uint8Array(bytes)));
    for (const page of pages) await writeOut(this.host, page);
  }

  private chosen(): { year: number; column: MatrixColumn } {
    const { year, gauge } = this.choice;
    const exact = this.found.filter((one) => one.column.gauge === gauge);
    const found = exact.length > 0 ? exact : this.found;
    const years = distinct(found.map((one) => one.year));
    const gauges = distinct(found.map((one) => one.column.gauge));
    if (years.length > 1) throw several(`of ${years.join(', ')}`, '--year', String(years.at(-1)));
    if (gauges.length > 1) throw several(`of the gauges ${gauges.join(', ')}`, '--gauge', gauges[0]!);
    const [only] = found;
    if (only) return only;
    if (year !== undefined && gauge !== undefined)
      return { year, column: { gauge, count: 0, rows: new Uint32Array(0), valuesMm: new Float64Array(0) } };
    const what = year === undefined ? 'no readings came in' : `no readings of ${year} came in`;
    throw new PluvioError(
      'INPUT',
      `Cannot make a matrix: ${what}; with --year and one --gauge it would be an empty one`,
    );
  }
}

function several(what: string, option: string, example: string): PluvioError {
  return new PluvioError(
    'USAGE',
    `Cannot make one matrix: there are readings ${what}; choose with ${option}, such as ${option} ${example}`,
  );
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
