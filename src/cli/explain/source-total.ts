import { lookText } from '../../domain/look-of/look-of.js';
import type { Reject, RejectReason } from '../../domain/readings/reading.js';
import { MOST_OF_A_REASON } from './reject-lines.js';
import type { SourceReport } from './source-report.js';

/** Gathers what sources hold together, by the folder or the label that tells the gauge. Memory: a stamp a reading. */
export class SourceTotal {
  sources = 0;
  /** Lines that cannot be used, by reason. */
  readonly rejected = new Map<RejectReason, number>();
  /** The first of them. */
  readonly examples = new Map<RejectReason, Reject[]>();
  /** What sources without a reading look like, how many do, and the first of them. */
  readonly looks = new Map<string, { sources: number; readonly first: string }>();
  private readonly byGauge = new Map<string, SourceReport[]>();

  add(report: SourceReport): void {
    this.sources++;
    for (const reject of report.rejects) this.reject(reject);
    if (report.readings === 0) {
      this.look(report);
      return;
    }
    const key = report.source.folder ?? [...report.labels.keys()].sort().join('\n');
    const known = this.byGauge.get(key);
    const slim = { ...report, stampsS: report.stampsS.slice(), rejects: [] };
    if (known) known.push(slim);
    else this.byGauge.set(key, [slim]);
  }

  private reject(reject: Reject): void {
    const { reason } = reject;
    this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
    const examples = this.examples.get(reason) ?? [];
    if (examples.length === 0) this.examples.set(reason, examples);
    if (examples.length < MOST_OF_A_REASON) examples.push(reject);
  }

  private look({ source, look }: SourceReport): void {
    if (!look || look.kind === 'readings') return;
    const text = lookText(look);
    const known = this.looks.get(text);
    if (known) known.sources++;
    else this.looks.set(text, { sources: 1, first: source.name });
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
