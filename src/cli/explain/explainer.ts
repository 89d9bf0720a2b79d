import { LOOK_BYTES, lookOf } from '../../domain/look-of/look-of.js';
import type { GaugeIndex } from '../../domain/network.js';
import type {
  CalibratedBatch,
  ReadingBatch,
  Reject,
  Source,
  SourceChunk,
  YearBucket,
} from '../../domain/readings/reading.js';
import { expand, type Stage } from '../../../streams/highland.js';
import { examplesText, explainText, totalText } from './explain-text.js';
import { Fate } from './fate.js';
import { SourceReporter, type SourceReport } from './source-report.js';
import { SourceTotal } from './source-total.js';

/** A source that was read, and what became of its lines so far. */
interface Explained {
  readonly report: SourceReport;
  readonly fate: Fate;
}

/**
 * Listens to the pipeline that a run would be, and tells of sources what they hold and what becomes of it. Whoever
 * pulls the chunks gets the next one only when the one before has been through every stage up to sorting, so that what the
 * stages tell is of the source at hand. Memory: a stamp a reading, and the lines of one source that cannot be used.
 */
export class Explainer {
  private source: { readonly of: Source; readonly reporter: SourceReporter; readonly fate: Fate } | undefined;
  private head: Uint8Array[] = [];
  private headBytes = 0;
  /** The first one, which is told when it is known whether it is the only one. */
  private first: Explained | undefined;
  private isFirstTold = false;
  private readonly total = new SourceTotal();
  /** Of all lines, in the end. */
  private readonly fate = new Fate();

  constructor(
    private readonly index: GaugeIndex,
    private readonly write: (text: string) => Promise<void>,
    /** Tell of every source as it is read, and of every line; else what they hold together, and some lines. */
    private readonly isAll = false,
  ) {}

  /** The chunks as they are to be given to the pipeline. */
  async *chunks(chunks: AsyncIterable<SourceChunk>): AsyncGenerator<SourceChunk, void, undefined> {
    for await (const chunk of chunks) {
      if (chunk.source !== this.source?.of) {
        await this.finish();
        this.source = { of: chunk.source, reporter: new SourceReporter(chunk.source), fate: new Fate() };
      }
      this.keepHead(chunk.bytes);
      yield chunk;
      if (chunk.end) await this.finish();
    }
    await this.finish();
  }

  readonly onParsed = (batch: ReadingBatch): void => this.source?.reporter.add(batch);

  /** A line is set aside while its source is read; a conflict when its year is sorted. */
  readonly onReject = (gauge: string | undefined, reject: Reject): void => {
    if (reject.reason === 'implausible') this.source?.reporter.unbelievable(reject);
    this.source?.fate.setAside(gauge);
    this.fate.setAside(gauge);
  };

  readonly between: Stage<CalibratedBatch, CalibratedBatch> = expand((batch) => {
    this.source?.fate.take(batch);
    return [batch];
  });

  readonly onYear = ({ gauge, year, tally }: YearBucket): void => this.fate.settle(gauge, year, tally);

  /** Tells what is left to be told when every year was settled. */
  async end(): Promise<void> {
    const { first, total, fate, index, isAll } = this;
    if (!first || (total.sources === 1 && first.report.lines === 0 && first.report.look?.kind === 'empty'))
      await this.write('no lines at all\n');
    else if (!this.isFirstTold) await this.write(explainText(first.report, index, fate, { isOnly: true, isAll }));
    else await this.write(totalText(total, index, fate) + (isAll ? '' : examplesText(total)));
  }

  private async finish(): Promise<void> {
    if (!this.source) return;
    const { reporter, fate } = this.source;
    this.source = undefined;
    const head = Buffer.concat(this.head);
    [this.head, this.headBytes] = [[], 0];
    const report = reporter.report(lookOf(head));
    this.total.add(report);
    if (!this.first) this.first = { report, fate };
    else {
      await this.tellFirst(this.first);
      if (this.isAll) await this.write(explainText(report, this.index, fate, { isOnly: false, isAll: true }));
    }
  }

  private async tellFirst({ report, fate }: Explained): Promise<void> {
    if (this.isFirstTold) return;
    this.isFirstTold = true;
    if (this.isAll) await this.write(explainText(report, this.index, fate, { isOnly: false, isAll: true }));
  }

  private keepHead(bytes: Uint8Array): void {
    if (this.headBytes >= LOOK_BYTES) return;
    // A slice of a Buffer would be no copy.
    this.head.push(new Uint8Array(bytes.subarray(0, LOOK_BYTES - this.headBytes)));
    this.headBytes += this.head.at(-1)!.length;
  }
}
