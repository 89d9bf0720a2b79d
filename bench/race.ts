import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outputDifference } from './compare-outputs.js';
import { YARDSTICK, type Contestant } from './contestants.js';
import { benchFolder } from './data/cache.js';
import type { Dumps } from './data/dumps.js';
import { measure, type Measured } from './measure/measure.js';
import { median } from './measure/median.js';
import type { Row } from './results.js';

export interface RaceOptions {
  /** What the rows call it. */
  readonly case: string;
  readonly dumps: Dumps;
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  readonly progress: (line: string) => void;
}

/** Rows of those whose outputs are right, a line on each of the others. */
export interface RaceResult {
  readonly rows: readonly Row[];
  readonly skipped: readonly string[];
}

/**
 * Runs everyone on the same dumps, round after round, each round in another order, so that all of them meet the same
 * machine. Outputs of the first round are compared with those of its first contestant before a time counts: who differs,
 * or fails, is out. Figures are medians over rounds; ratios are medians of each round's own ratio.
 */
export async function race(options: RaceOptions): Promise<RaceResult> {
  const { dumps, rounds, progress } = options;
  const outputs = join(benchFolder(), 'out');
  rmSync(outputs, { recursive: true, force: true });
  mkdirSync(outputs, { recursive: true });
  warm(dumps.folder);

  const skipped: string[] = [];
  const runs = new Map<Contestant, Measured[]>(options.contestants.map((contestant) => [contestant, []]));
  let reference: string | undefined;
  const check = (out: string, name: string): void => {
    const difference = reference && outputDifference(out, reference);
    if (difference) throw new Error(`its output differs: ${difference} (${name} against ${reference!})`);
    reference ??= out;
  };
  for (let round = 0; round < rounds; round++) {
    for (const contestant of rotated([...runs.keys()], round)) {
      const out = join(outputs, `${contestant.name}-${round}`);
      try {
        const measured = await measure(contestant.command(dumps.folder, out));
        progress(`${options.case}, round ${round + 1}: ${contestant.name} ${measured.wallS.toFixed(2)} s`);
        if (round === 0) check(out, contestant.name);
        runs.get(contestant)!.push(measured);
      } catch (error) {
        runs.delete(contestant);
        skipped.push(
          `${options.case}: ${contestant.name} is out: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
      if (out !== reference) rmSync(out, { recursive: true, force: true });
    }
  }
  rmSync(outputs, { recursive: true, force: true });
  return { rows: rowsOf(options, runs), skipped };
}

function rowsOf({ case: name, dumps }: RaceOptions, runs: ReadonlyMap<Contestant, readonly Measured[]>): Row[] {
  const yardstick = [...runs].find(([contestant]) => contestant.name === YARDSTICK)?.[1];
  return [...runs].map(([contestant, measured]) => {
    const wallS = median(measured.map((run) => run.wallS));
    const peakMb = Math.max(...measured.map((run) => run.peakMb));
    return {
      case: name,
      who: contestant.name,
      figures: {
        wallS,
        mReadingsPerS: dumps.lines / wallS / 1e6,
        ...(yardstick && { ratioToDuckdb: median(measured.map((run, round) => yardstick[round]!.wallS / run.wallS)) }),
        ...(peakMb > 0 && { peakMb }),
      },
    };
  });
}

function rotated<T>(items: readonly T[], by: number): T[] {
  return items.map((_, index) => items[(index + by) % items.length]!);
}

/** Reads everything once, so that nobody pays for the disk alone. */
function warm(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) readFileSync(join(entry.parentPath, entry.name));
  }
}
