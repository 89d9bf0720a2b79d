import type { ChooseForm, RawForm, RawParser, StampRules } from '../domain/readings/raw-form.js';
import type { LaterSource, ReadingBatch, Source, SourceChunk } from '../domain/readings/reading.js';

type Form = Pick<RawForm, 'open'> | undefined;

/** Gives each source to the parser of its form, which its beginning tells once; `own` has those of the network's own line. */
export function parserOfForms(choose: ChooseForm, rules: StampRules, own: RawParser): RawParser {
  const parsers = new Map<Form, RawParser>([[undefined, own]]);
  let source: Source | undefined;
  let parser = own;
  const parserOf = (form: Form): RawParser => {
    let known = parsers.get(form);
    if (!known) parsers.set(form, (known = form!.open(rules)));
    return known;
  };
  const take = (chunk: SourceChunk): ReadingBatch[] => {
    if (chunk.source !== source) {
      source = chunk.source;
      parser = parserOf(choose(source, chunk.bytes));
    }
    if (chunk.end) source = undefined;
    return parser(chunk);
  };
  return (chunk) => {
    if (!chunk.later) return take(chunk);
    const parts = partsOf(chunk, chunk.later);
    if (parts.every((part) => choose(part.source, part.bytes) === undefined)) return own(chunk);
    return parts.flatMap(take);
  };
}

/** The sources of a chunk, each in a chunk of its own. */
function partsOf({ source, bytes }: SourceChunk, later: readonly LaterSource[]): SourceChunk[] {
  return [{ source, start: 0 }, ...later].map((part, i) => ({
    source: part.source,
    bytes: bytes.subarray(part.start, later[i]?.start ?? bytes.length),
    end: true,
  }));
}
