import { Command } from 'commander';
import type { SourceChunk } from '../../domain/readings/reading.js';
import { openInputs } from '../wiring/output/inputs.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';
import type { RowWriter } from './row-writer.js';
import type { Rows } from './rows.js';
import { CsvWriter } from './write-csv.js';
import { NdjsonWriter } from './write-ndjson.js';

/** Rows wait this long for company before they are written: a slow input shows its readings at once. */
const FLUSH_AFTER_MS = 20;

/** Options of every filter. */
export interface FilterOptions {
  readonly ndjson?: true | undefined;
}

/** A command that reads files or stdin and writes readings to stdout. */
export function filterCommand(name: string): Command {
  return new Command(name)
    .argument('[file...]', 'files, or - for stdin (default: stdin)')
    .option('--ndjson', 'write JSON, one object per line, instead of CSV');
}

/** The bytes that a filter reads. */
export function filterInput(files: readonly string[], host: Host): AsyncIterable<SourceChunk> {
  return openInputs(files, host, () => false).chunks;
}

/**
 * Writes what comes out of a stage to stdout, page by page, each taken before the next is made. Memory: one page. A
 * filter without a single reading still writes its header; `withRain` says which.
 */
export async function writeRows(
  items: AsyncIterable<Iterable<Rows>>,
  options: FilterOptions,
  withRain: () => boolean,
  host: Host,
): Promise<void> {
  const output = new RowOutput(options.ndjson ? new NdjsonWriter() : new CsvWriter(), host);
  try {
    for await (const rows of items) for (const part of rows) await output.write(part);
    await output.end(withRain());
  } finally {
    output.stop();
  }
}

class RowOutput {
  private timer: NodeJS.Timeout | undefined;
  private failure: unknown;

  constructor(
    private readonly writer: RowWriter,
    private readonly host: Host,
  ) {}

  async write(rows: Rows): Promise<void> {
    if (this.failure !== undefined) throw this.failure as Error;
    await this.give(this.writer.write(rows));
    this.timer ??= setTimeout(() => this.flushSoon(), FLUSH_AFTER_MS);
  }

  async end(withRain: boolean): Promise<void> {
    this.stop();
    await this.give(this.writer.end(withRain));
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private flushSoon(): void {
    this.timer = undefined;
    this.give(this.writer.flush()).catch((error: unknown) => (this.failure = error));
  }

  private async give(pages: Iterable<Uint8Array>): Promise<void> {
    for (const page of pages) await writeOut(this.host, page);
  }
}
