import type { CoverageRun } from '../../analyses/coverage.js';
import { roundMm } from '../../calibration/curve.js';
import { formatDateTime, minutesInYear } from '../../domain/time/time.js';
import type { Opened, RainColumn } from '../../formats/format.js';
import { observedMinutes } from '../../formats/observed.js';
import { yearCoverage } from '../publish/year-files.js';
import { loadYear } from './load-year.js';
import type { StoredFile } from '../../formats/stored-file.js';
import { withOutput } from './open-output.js';

/** What a file of ours says of one gauge. */
export interface GaugeInspection {
  readonly gauge: string;
  /** undefined where the file holds minutes, not readings. */
  readonly readings: number | undefined;
  /** Stamps, Unix seconds; undefined where there is no reading, or the file does not say. */
  readonly firstS: number | undefined;
  readonly lastS: number | undefined;
  readonly wetMinutes: number;
  readonly rainMm: number;
  /** Share of the year's minutes that were observed, 0 to 1. */
  readonly observed: number;
  readonly calibration: string;
}

export interface Inspection {
  readonly format: string;
  readonly holds: string;
  readonly year: number;
  readonly minutes: number;
  readonly gauges: readonly GaugeInspection[];
}

/** Looks into one of our outputs. Throws INPUT, naming it, where it is none. Memory: one gauge's year, or one matrix. */
export function inspect(file: StoredFile): Promise<Inspection> {
  return withOutput(file, inspectOpened);
}

async function inspectOpened(opened: Opened, format: string): Promise<Inspection> {
  const { kind } = opened;
  const year = opened.kind === 'series' ? opened.year : opened.matrix.year;
  const head = { format, year, minutes: minutesInYear(year) };
  if (opened.kind === 'series') {
    const { gauge, curve, history, intervalS, readings } = opened;
    const matrix = await loadYear(gauge, year, { ...curve, history }, readings());
    const { count, triplets } = matrix;
    const several = history !== undefined && history.curves.length > 1;
    const column = { gauge, curve: several ? null : curve, count: triplets.count, valuesMm: triplets.valueMm.data };
    const { runs } = yearCoverage(matrix, { intervalS, history });
    return {
      ...head,
      holds: `${kind}: readings of one gauge`,
      gauges: [inspectColumn({ ...column, runs }, year, count)],
    };
  }
  const gauges = opened.matrix.columns.map((column) => inspectColumn(column, year, undefined));
  return { ...head, holds: `${kind}: a row per minute, a column per gauge`, gauges };
}

function inspectColumn(
  { gauge, count, valuesMm, runs, curve }: Pick<RainColumn, 'gauge' | 'count' | 'valuesMm' | 'runs' | 'curve'>,
  year: number,
  readings: number | undefined,
): GaugeInspection {
  return {
    gauge,
    readings,
    firstS: runs[0]?.firstS,
    lastS: runs.at(-1)?.lastS,
    wetMinutes: count,
    rainMm: roundMm(valuesMm.subarray(0, count).reduce((sum, mm) => sum + mm, 0)),
    observed: shareOf(runs, year),
    calibration: curve ? `a=${curve.a} b=${curve.b} c=${curve.c} tip=${curve.tipMm} mm` : 'not said',
  };
}

function shareOf(runs: readonly CoverageRun[], year: number): number {
  const observed = observedMinutes(runs, year).reduce((sum, { start, end }) => sum + end - start, 0);
  return observed / minutesInYear(year);
}

/** An inspection as text that fits a screen. */
export function inspectionText({ format, holds, year, minutes, gauges }: Inspection): string {
  const when = (timeS: number | undefined): string => (timeS === undefined ? '-' : formatDateTime(timeS));
  const head = ['gauge', 'readings', 'first', 'last', 'wet min', 'rain mm', 'observed', 'calibration'];
  const rows = gauges.map((each) => [
    each.gauge,
    each.readings === undefined ? '-' : String(each.readings),
    when(each.firstS),
    when(each.lastS),
    String(each.wetMinutes),
    String(each.rainMm),
    `${(100 * each.observed).toFixed(2)} %`,
    each.calibration,
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  const size = `${minutes} minutes × ${gauges.length} ${gauges.length === 1 ? 'gauge' : 'gauges'}`;
  return [`${format}, ${holds}`, `UTC year ${year}, ${size}`, '', ...lines, ''].join('\n');
}
