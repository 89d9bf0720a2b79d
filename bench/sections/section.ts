import type { Contestant } from '../contestants.js';
import type { SectionResult } from '../results.js';

/** What a section is given. */
export interface BenchContext {
  /** Those of the contestants that can run here. */
  readonly contestants: readonly Contestant[];
  /** Smaller cases, so that all sections together end in about a minute. */
  readonly quick: boolean;
  /** Years of history asked for; a section has its own default. */
  readonly years: readonly number[] | undefined;
  /** Rounds asked for; a section has its own default. */
  readonly rounds: number | undefined;
  /** Tells a person what is going on. */
  readonly progress: (line: string) => void;
}

/** A part of the benchmark: one question, one table. */
export interface Section {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  readonly run: (context: BenchContext) => Promise<Omit<SectionResult, 'name' | 'title'>>;
}
