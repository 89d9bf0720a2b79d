import type { RejectReason } from '../../domain/reading.js';
import type { SourceReport } from './source-report.js';

/** Gathers what sources hold together, by the folder or the label that tells the gauge. Memory: a stamp a reading. */
export class SourceTotal {
  sources = 0;
  /** Lines that cannot be used, by reason. */
  readonly rejected = new Map<RejectReason, number>();
  private readonly byGauge = new Map<string, SourceReport[]>();

  add(report: SourceReport): void {
    this.sources++;
    for (const { reason } of report.rejects) this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
    if (report.readings === 0) return;
    const key = report.source.folder ?? [...report.labels.keys()].sort().join('\n');
    const known = this.byGauge.get(key);
    const slim = { ...report, stampsS: report.stampsS.slice(), rejects: [] };
    if (known) known.push(slim);
    else this.byGauge.set(key, [slim]);
  }

  /** A report for each gauge, in the order met. */
  *reports(): Generator<SourceReport, void, undefined> {
    for (const parts of this.byGauge.values()) yield joined(parts);
  }
}

function joined(parts: readonly SourceReport[]): SourceReport {
  const sum = (key: 'readings' | 'tips' | 'wetReadings' | 'lines'): number =>
    parts.reduce((total, part) => total + part[key], 0);
  const readings = sum('readings');
  const stampsS = new Uint32Array(readings);
  const labels = new Map<string, number>();
  let at = 0;
  for (const part of parts) {
    stampsS.set(part.stampsS, at);
    at += part.readings;
    for (const [label, rows] of part.labels) labels.set(label, (labels.get(label) ?? 0) + rows);
  }
  const volts = parts.flatMap(({ batteryV }) => (batteryV ? [batteryV.least, batteryV.most] : []));
  return {
    source: parts[0]!.source,
    readings,
    stampsS,
    tips: sum('tips'),
    wetReadings: sum('wetReadings'),
    batteryV: volts.length > 0 ? extremes(volts) : undefined,
    labels,
    rejects: [],
    lines: sum('lines'),
    isCounter: parts.some((part) => part.isCounter),
    look: undefined,
  };
}

function extremes(values: readonly number[]): { least: number; most: number } {
  return values.reduce(({ least, most }, value) => ({ least: Math.min(least, value), most: Math.max(most, value) }), {
    least: Infinity,
    most: -Infinity,
  });
}
