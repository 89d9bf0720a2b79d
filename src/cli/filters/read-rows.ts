import { PluvioError } from '../../domain/errors.js';
import type { Source, SourceChunk } from '../../domain/readings/reading.js';
import { CsvReader, headerKind } from './read-csv.js';
import { NdjsonReader } from './read-ndjson.js';
import type { LineBlock } from './row-batches.js';
import { PLAIN_HEADER, type StoredBatch } from './rows.js';

const LF = 10;
const OPEN_BRACE = 123;
const NOTHING = new Uint8Array(0);

/**
 * Readings as the filters write them, CSV or JSON lines (told by the first byte), → batches of one gauge each, in the
 * order read. `nameOf` says what a gauge is called. Throws INPUT, with file and line, where a row is no reading. Memory:
 * one piece of the input.
 */
export async function* readRows(
  chunks: AsyncIterable<SourceChunk>,
  nameOf: (gauge: string) => string,
): AsyncGenerator<StoredBatch[], void, undefined> {
  let reader: CsvReader | NdjsonReader | undefined;
  for await (const block of lineBlocks(chunks)) {
    const { bytes, firstLine, source } = block;
    if (firstLine > 1) yield reader!.read(block);
    else if (bytes[0] === OPEN_BRACE) yield (reader = new NdjsonReader(nameOf)).read(block);
    else {
      const end = bytes.indexOf(LF) + 1;
      reader = new CsvReader(hasRain(bytes.subarray(0, end), source), nameOf);
      yield reader.read({ source, bytes: bytes.subarray(end), firstLine: 2 });
    }
  }
}

function hasRain(header: Uint8Array, { name }: Source): boolean {
  const text = Buffer.from(header).toString('utf8').trim();
  const kind = headerKind(text);
  if (kind) return kind === 'rain';
  throw new PluvioError(
    'INPUT',
    `Cannot read ${name}, line 1: ${JSON.stringify(text.slice(0, 80))} is not the header "${PLAIN_HEADER}"; raw logger files go through pluvio parse first`,
    { file: name, line: 1 },
  );
}

/** Pieces of any length → blocks of whole lines, each line ended. */
async function* lineBlocks(chunks: AsyncIterable<SourceChunk>): AsyncGenerator<LineBlock, void, undefined> {
  let carry: Uint8Array = NOTHING;
  let line = 1;
  for await (const { source, bytes, end } of chunks) {
    let block = carry.length > 0 ? Buffer.concat([carry, bytes]) : bytes;
    if (end && block.length > 0 && block.at(-1) !== LF) block = Buffer.concat([block, Uint8Array.of(LF)]);
    const bodyEnd = block.lastIndexOf(LF) + 1;
    carry = block.subarray(bodyEnd);
    if (bodyEnd > 0) {
      const body = block.subarray(0, bodyEnd);
      yield { source, bytes: body, firstLine: line };
      line += countLines(body);
    }
    if (end) line = 1;
  }
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++;
  return lines;
}
