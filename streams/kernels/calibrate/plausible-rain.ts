import { isUtf8 } from 'node:buffer';
import type { Audit } from '../../../src/domain/readings/audit.js';
import type { RainLimit } from '../../../src/domain/network.js';
import { validAt, type Since } from '../../../src/domain/history/rain-history.js';
import { column, type CalibratedBatch, type Source } from '../../../src/domain/readings/reading.js';
import { ofGauge, withRain } from '../filter/batches.js';
import { endOfLine } from '../../../src/kernels/line-ends.js';
import { Origins } from '../filter/origins.js';
import { decodeText } from '../../../src/kernels/decode-text.js';
import { ReadingInterval } from './reading-interval.js';
import { RowPicker } from '../filter/row-picker.js';
import { spanOf } from '../filter/source-span.js';

const MINUTE_S = 60;

/** Told of what is not believed, and of what is mended. */
export type RainAudit = Pick<Audit, 'rejected' | 'mended'>;

/** Beyond so many tips a gauge's curve falls, and says nothing. */
export interface MostTips extends Since {
  readonly tips: number;
}

const ANY_TIPS: readonly MostTips[] = [{ fromS: -Infinity, tips: Infinity }];

/** A reading that has to wait for the next one to tell its interval. */
interface Held {
  readonly batch: CalibratedBatch;
  readonly hasBefore: boolean;
}

/**
 * Keeps back one gauge's readings that hold more rain than is believed of their interval. Nearly all have so little
 * that their interval need not be known. Order is kept; memory: one reading that waits for the next one.
 */
export class PlausibleRain {
  private readonly interval: ReadingInterval;
  /** What even a reading of a second may hold, mm. */
  private readonly leastMm: number;
  /** What every curve of the gauge can say. */
  private readonly leastTips: number;
  private held: Held | undefined;
  private readonly picker = new RowPicker();

  /** `mostTips`: by date, ascending. */
  constructor(
    private readonly limit: RainLimit,
    private readonly audit: RainAudit,
    private readonly mostTips = ANY_TIPS,
  ) {
    this.interval = new ReadingInterval(limit.intervalS);
    const limits = limit.dated?.map(({ maxMmPerMin }) => maxMmPerMin) ?? [limit.maxMmPerMin];
    this.leastMm = Math.min(...limits) / MINUTE_S;
    this.leastTips = Math.min(...mostTips.map(({ tips }) => tips));
  }

  /** What is believed of the readings up to these. */
  take(batch: CalibratedBatch): CalibratedBatch[] {
    if (batch.count === 0) return [batch];
    const waited = this.held ? this.decide(this.held, batch) : [];
    const { refused, isHeld } = this.refusedOf(batch);
    const last = batch.count - 1;
    this.held = isHeld
      ? { batch: this.rowOf(batch, last), hasBefore: this.interval.hasBefore(batch, last) }
      : undefined;
    this.interval.pass(batch);
    const origins = refused.length > 0 ? new Origins(batch) : undefined;
    for (const row of refused) this.refuse(batch, row, origins!);
    const believed =
      isHeld || refused.length > 0 ? this.without(batch, isHeld ? [...refused, last] : refused) : [batch];
    for (const each of believed) this.tellMended(each);
    return [...waited, ...believed];
  }

  /** What waits still. */
  end(): CalibratedBatch[] {
    return this.held ? this.decide(this.held, undefined) : [];
  }

  /** The rows that are not believed, and whether the last one has to wait. */
  private refusedOf(batch: CalibratedBatch): { refused: number[]; isHeld: boolean } {
    const { count } = batch;
    const rainMm = batch.rainMm.data;
    const tips = batch.tips.data;
    const timeS = batch.timeS.data;
    const { leastMm, leastTips, mostTips } = this;
    const refused: number[] = [];
    let isHeld = false;
    for (let row = nextWet(tips, 0, count); row < count; row = nextWet(tips, row + 1, count)) {
      if (tips[row]! > leastTips && tips[row]! > validAt(mostTips, timeS[row]!).tips) {
        refused.push(row);
        continue;
      }
      if (!(rainMm[row]! > leastMm)) continue;
      const intervalS = this.interval.at(batch, row);
      if (intervalS === undefined) isHeld = true;
      else if (this.isTooMuch(rainMm[row]!, intervalS, timeS[row]!)) refused.push(row);
    }
    return { refused, isHeld };
  }

  private isTooMuch(rainMm: number, intervalS: number, stampS: number): boolean {
    const { dated, maxMmPerMin } = this.limit;
    const mostMm = dated ? validAt(dated, stampS).maxMmPerMin : maxMmPerMin;
    return rainMm > (mostMm * intervalS) / MINUTE_S;
  }

  private decide({ batch, hasBefore }: Held, next: CalibratedBatch | undefined): CalibratedBatch[] {
    this.held = undefined;
    const nextS = next && spanOf(next, 0).source === batch.source ? next.timeS.data[0] : undefined;
    const intervalS = this.interval.byNext(batch.timeS.data[0]!, nextS, hasBefore);
    if (this.isTooMuch(batch.rainMm.data[0]!, intervalS, batch.timeS.data[0]!)) {
      this.refuse(batch, 0, new Origins(batch));
      return [];
    }
    this.tellMended(batch);
    return [batch];
  }

  private refuse({ gauge, bytes, offset, label, labels, timeS }: CalibratedBatch, row: number, origins: Origins): void {
    const start = offset.data[row]!;
    const line = origins.lineOf(row);
    const text = bytes.subarray(start, endOfLine(bytes, start));
    this.audit.rejected(gauge, {
      source: origins.source,
      line,
      reason: 'implausible',
      text: decodeText(text),
      ...(isUtf8(text) ? {} : { partial: true }),
      label: labels[label.data[row]!]!,
      afterS: timeS.data[row]!,
    });
  }

  private tellMended(batch: CalibratedBatch): void {
    if (!batch.mended) return;
    const origins = new Origins(batch);
    for (const row of batch.mended) {
      origins.reach(row);
      this.audit.mended(batch.gauge, origins.source);
    }
  }

  /** The batch without some rows, which gives back its columns. */
  private without(batch: CalibratedBatch, rows: readonly number[]): CalibratedBatch[] {
    const isOut = new Uint16Array(batch.count);
    for (const row of rows) isOut[row] = 1;
    const believed = rows.length < batch.count ? [this.pick(batch, isOut)] : [];
    batch.release?.();
    return believed;
  }

  /** The rows with a 0, in columns of their own. */
  private pick(batch: CalibratedBatch, isOut: Uint16Array): CalibratedBatch {
    const picked = this.picker.pick(batch, isOut, Uint8Array.of(1, 0));
    const rainMm = batch.rainMm.data.subarray(0, batch.count).filter((_, row) => isOut[row] === 0);
    return withRain(ofGauge(picked, batch.gauge), column(rainMm, picked.count), picked.release);
  }

  /** A row with its line, which stays good when the batch is not any more. */
  private rowOf(batch: CalibratedBatch, row: number): CalibratedBatch {
    const isOut = new Uint16Array(batch.count).fill(1);
    isOut[row] = 0;
    const origins = new Origins(batch);
    const firstLine = origins.lineOf(row);
    const { source }: { source: Source } = origins;
    const start = batch.offset.data[row]!;
    // A slice of a Buffer would be no copy.
    const bytes = new Uint8Array(batch.bytes.subarray(start, endOfLine(batch.bytes, start)));
    const offset = column(new Uint32Array(1), 1);
    return { ...this.pick(batch, isOut), source, later: undefined, bytes, offset, firstLine };
  }
}

/** The first row from `row` on with tips; `count` where there is none. Hardly any minute has rain: eight are looked at together. */
function nextWet(tips: Uint32Array, row: number, count: number): number {
  let at = row;
  for (; at + 8 <= count; at += 8) {
    const some = tips[at]! | tips[at + 1]! | tips[at + 2]! | tips[at + 3]!;
    if ((some | tips[at + 4]! | tips[at + 5]! | tips[at + 6]! | tips[at + 7]!) !== 0) break;
  }
  while (at < count && tips[at] === 0) at++;
  return at;
}
