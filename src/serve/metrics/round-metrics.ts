import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Catalogue } from '../read/catalogue.js';
import { registerGauges, type GaugeMetricsParts } from './gauge-metrics.js';

/** What a round did. */
export interface RoundCounts {
  readonly readings: number;
  readonly files: number;
  readonly bytes: number;
  readonly deleted: number;
  readonly quarantined: number;
}

export interface RoundMetricsParts extends Omit<GaugeMetricsParts, 'registry'> {
  readonly catalogue: Catalogue;
  /** Raw files that are read, not done with, and left where they are. */
  readonly leftFiles: () => number;
}

/** Numbers about the rounds of `update --every`, in the text format of Prometheus. */
export class RoundMetrics {
  private readonly registry = new Registry();
  private readonly rounds: Counter<'result'>;
  private readonly errors: Counter<'code'>;
  private readonly seconds: Histogram;
  private readonly ended: Gauge;
  private readonly counts: Readonly<Record<keyof RoundCounts, Counter>>;

  constructor(private readonly parts: RoundMetricsParts) {
    const registers = [this.registry];
    const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
    this.rounds = new Counter({
      name: 'pluvio_rounds_total',
      help: 'Rounds that ended, done or failed',
      labelNames: ['result'],
      registers,
    });
    this.errors = new Counter({
      name: 'pluvio_round_errors_total',
      help: 'Rounds that failed, by the code of the error',
      labelNames: ['code'],
      registers,
    });
    for (const result of ['done', 'failed']) this.rounds.inc({ result }, 0);
    this.seconds = new Histogram({
      name: 'pluvio_round_seconds',
      help: 'How long rounds took',
      buckets: [1, 5, 20, 60, 300, 1200, 3600],
      registers,
    });
    this.ended = new Gauge({
      name: 'pluvio_last_round_timestamp_seconds',
      help: 'When a round last ended, done or failed; 0 before the first',
      registers,
    });
    this.counts = {
      readings: counter('pluvio_readings_total', 'Readings that were new'),
      files: counter('pluvio_raw_files_total', 'Raw files that were read'),
      bytes: counter('pluvio_raw_bytes_total', 'Bytes of raw files that were read'),
      deleted: counter('pluvio_raw_files_deleted_total', 'Raw files that were done with and deleted'),
      quarantined: counter('pluvio_rejected_lines_total', 'Lines that went into the quarantine'),
    };
    const { leftFiles } = parts;
    new Gauge({
      name: 'pluvio_left_files',
      help: 'Raw files that are left where they are',
      registers,
      collect() {
        this.set(leftFiles());
      },
    });
    registerGauges({ ...parts, registry: this.registry });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** A round ended: with what it did, or with the code of its error. */
  end(seconds: number, outcome: RoundCounts | string): void {
    const isDone = typeof outcome !== 'string';
    this.rounds.inc({ result: isDone ? 'done' : 'failed' });
    this.seconds.observe(seconds);
    this.ended.set(this.parts.nowS());
    if (!isDone) this.errors.inc({ code: outcome });
    else for (const [name, counter] of Object.entries(this.counts)) counter.inc(outcome[name as keyof RoundCounts]);
  }

  /** All of it, with what is published at this moment. */
  async text(): Promise<string> {
    await this.parts.catalogue.look();
    return this.registry.metrics();
  }
}
