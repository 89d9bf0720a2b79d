import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loggerTable, type TableKind } from '../data/logger-tables.js';
import { measure, type Command, type Measured } from '../measure/measure.js';
import { median } from '../measure/median.js';
import { PEAK, RATE, RATIO, WALL, type Row } from '../results.js';
import type { Section } from './section.js';

const READERS = join(import.meta.dirname, '..', 'readers');
const KINDS: readonly TableKind[] = ['toa5', 'iso-csv'];

/** Somebody who reads a file once. */
interface Reader {
  readonly who: string;
  readonly command: (kind: TableKind, file: string) => Command;
}

const read = (program: string, kind: string, file: string, threads: number): Command => ({
  file: process.execPath,
  args: [join(READERS, `${program}.js`), kind, file, String(threads)],
  env: { POLARS_MAX_THREADS: String(threads) },
});

function readers(present: ReadonlySet<string>): Reader[] {
  const all = availableParallelism();
  const of = (who: string, program: string, threads: number): Reader => ({
    who,
    command: (kind, file) => read(program, kind, file, threads),
  });
  const peers = ['duckdb', 'polars'].filter((name) => present.has(name));
  return [
    of('pluvio, 1 thread', 'pluvio', 1),
    ...peers.map((name) => of(`${name}, 1 thread`, name, 1)),
    ...(all > 1 ? peers.map((name) => of(`${name}, ${all} threads`, name, all)) : []),
  ];
}

/** The readers of other loggers' files: the same file to typed columns, and sums of them. */
export const rawFormatsSection: Section = {
  name: 'raw-formats',
  title: 'Reading other loggers’ files',
  async run({ contestants, quick, rounds = quick ? 1 : 5, progress }) {
    const rowsOfFile = quick ? 500_000 : 5_000_000;
    const everyone = readers(new Set(contestants.map(({ name }) => name)));
    const rows: Row[] = [];
    const skipped: string[] = [];
    for (const kind of KINDS) {
      const file = loggerTable(kind, rowsOfFile);
      const runs = new Map<Reader, Measured[]>(everyone.map((reader) => [reader, []]));
      let expected: string | undefined;
      for (let round = 0; round < rounds; round++)
        for (const reader of [...runs.keys()])
          try {
            const found: Buffer[] = [];
            const hands = {
              read: (stdout: NodeJS.ReadableStream) => void stdout.on('data', (bytes: Buffer) => found.push(bytes)),
            };
            const measured = await measure(reader.command(kind, file), hands);
            const text = Buffer.concat(found).toString();
            expected ??= text;
            if (text !== expected) throw new Error(`it found ${text.trim()} instead of ${expected.trim()}`);
            runs.get(reader)!.push(measured);
            progress(`${kind}, round ${round + 1}: ${reader.who} ${measured.wallS.toFixed(2)} s`);
          } catch (error) {
            runs.delete(reader);
            skipped.push(`${kind}: ${reader.who}: ${error instanceof Error ? error.message : String(error)}`);
          }
      rows.push(...rowsOf(kind, rowsOfFile, runs));
    }
    return {
      method: `A file of ${(rowsOfFile / 1e6).toLocaleString('en')} M rows, a process each, its start included, warm cache, medians of interleaved rounds. Everybody makes numbers of stamps, rain and battery, and must find the same sums. Pluvio also checks every line, puts what it cannot read aside with its reason, and holds one piece of the file.`,
      figures: [WALL, RATE, RATIO, PEAK],
      plotted: RATE.name,
      rows,
      skipped,
    };
  },
};

function rowsOf(kind: string, count: number, runs: ReadonlyMap<Reader, readonly Measured[]>): Row[] {
  const yardstick = [...runs].find(([{ who }]) => who === 'duckdb, 1 thread')?.[1];
  return [...runs].map(([{ who }, measured]) => {
    const wallS = median(measured.map((run) => run.wallS));
    const figures = {
      [WALL.name]: wallS,
      [RATE.name]: count / wallS / 1e6,
      ...(yardstick && { [RATIO.name]: median(measured.map((run, i) => yardstick[i]!.wallS / run.wallS)) }),
      [PEAK.name]: Math.max(...measured.map(({ peakMb }) => peakMb)),
    };
    return { case: kind, who, figures };
  });
}
