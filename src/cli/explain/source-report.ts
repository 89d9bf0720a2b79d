import type { Look } from '../../domain/look-of/look-of.js';
import type { ReadingBatch, Reject, Source } from '../../domain/readings/reading.js';
import { RisingTips } from '../../../streams/kernels/filter/rising-tips.js';

/** What one source holds. */
export interface SourceReport {
  readonly source: Source;
  readonly readings: number;
  /** Stamps in the order received, Unix seconds. */
  readonly stampsS: Uint32Array;
  readonly tips: number;
  readonly wetReadings: number;
  /** Volts; undefined where no reading has any. */
  readonly batteryV: { readonly least: number; readonly most: number } | undefined;
  /** Readings by the label they carry. */
  readonly labels: ReadonlyMap<string, number>;
  readonly rejects: readonly Reject[];
  /** Readings and rejects. */
  readonly lines: number;
  /** Whether its tips rise many times and never fall. */
  readonly isCounter: boolean;
  /** What its beginning looks like. */
  readonly look: Look | undefined;
}

/** Gathers what a source holds from its batches. Memory: a stamp a reading, and the lines that cannot be used. */
export class SourceReporter {
  private stampsS = new Uint32Array(64);
  private readings = 0;
  private tips = 0;
  private wetReadings = 0;
  private least = Infinity;
  private most = -Infinity;
  private readonly labels = new Map<string, number>();
  private readonly rejects: Reject[] = [];
  /** Readings of more rain than is believed: they were counted as readings. */
  private readonly unbelieved: Reject[] = [];
  private isCounter = false;
  private readonly rising = new RisingTips(() => (this.isCounter = true));

  constructor(private readonly source: Source) {}

  add(batch: ReadingBatch): void {
    const { count, timeS, tips, battery, label, labels, rejects } = batch;
    this.rising.see(this.source.name, batch);
    this.reserve(count);
    this.stampsS.set(timeS.data.subarray(0, count), this.readings);
    this.readings += count;
    for (let i = 0; i < count; i++) {
      this.tips += tips.data[i]!;
      if (tips.data[i]! > 0) this.wetReadings++;
      const volts = battery.data[i]!;
      if (volts < this.least) this.least = volts;
      if (volts > this.most) this.most = volts;
      const name = labels[label.data[i]!]!;
      this.labels.set(name, (this.labels.get(name) ?? 0) + 1);
    }
    for (const reject of rejects) this.rejects.push(reject);
  }

  unbelievable(reject: Reject): void {
    this.unbelieved.push(reject);
  }

  report(look: Look): SourceReport {
    const { source, readings, tips, wetReadings, labels, rejects, least, most, isCounter } = this;
    return {
      source,
      readings,
      stampsS: this.stampsS.subarray(0, readings),
      tips,
      wetReadings,
      batteryV: most >= least ? { least, most } : undefined,
      labels,
      rejects: [...rejects, ...this.unbelieved],
      lines: readings + rejects.length,
      isCounter,
      look,
    };
  }

  private reserve(count: number): void {
    if (this.readings + count <= this.stampsS.length) return;
    const wider = new Uint32Array(Math.max(this.readings + count, this.stampsS.length * 2));
    wider.set(this.stampsS.subarray(0, this.readings));
    this.stampsS = wider;
  }
}
