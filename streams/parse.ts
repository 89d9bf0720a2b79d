import type { ChooseForm, StampRules } from '../src/domain/readings/raw-form.js';
import type { ReadingBatch, SourceChunk } from '../src/domain/readings/reading.js';
import { parserOfForms } from '../src/raw/form-parser.js';
import { readingParser } from '../src/raw/network-line/network-parser.js';
import { expand, type Stage } from './highland.js';

export interface ParseOptions extends StampRules {
  /** Tells the form of each source. Default: all are of the network's own line. */
  readonly forms?: ChooseForm | undefined;
}

/**
 * Bytes → readings, by the parser of each source's form (`src/raw`). In: pieces of sources, of any length. Out: batches of
 * at most 8,192 readings in the order received, each with the lines of that stretch that could not be used; where a piece ends
 * inside a line makes no difference. Memory: one piece and one unfinished line of at most 64 KiB (a longer one is rejected by
 * its first 256 bytes). Never fails: what cannot be used is a `Reject` with its reason.
 */
export function parse(options: ParseOptions): Stage<SourceChunk, ReadingBatch> {
  const { forms } = options;
  return (input) => {
    const own = readingParser(options);
    return expand(forms ? parserOfForms(forms, options, own) : own)(input);
  };
}
