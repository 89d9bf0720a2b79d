const LF = 0x0a;
const CR = 0x0d;
const ASCII_END = 0x80;
const MAX_LINE_BYTES = 8192;

/**
 * Cuts the bytes of a control connection into command lines (UTF-8 unless told otherwise), wherever the chunks end; a lone LF ends a line
 * too. What telnet puts before a command (IAC IP, IAC DM around ABOR; RFC 959, 4.1.3) falls away: verbs are ASCII.
 */
export class CommandLines {
  #rest = Buffer.alloc(0);

  constructor(private readonly encoding: 'utf8' | 'latin1' = 'utf8') {}

  /** The lines completed by this chunk. Throws a `RangeError` on a line over 8 KiB. */
  push(chunk: Uint8Array): string[] {
    const bytes = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    const lines: string[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
      lines.push(textOf(bytes.subarray(start, end), this.encoding));
      start = end + 1;
    }
    this.#rest = bytes.subarray(start);
    if (this.#rest.length > MAX_LINE_BYTES) throw new RangeError(`A command line is over ${MAX_LINE_BYTES} bytes.`);
    return lines;
  }
}

function textOf(line: Buffer, encoding: 'utf8' | 'latin1'): string {
  let start = 0;
  while (start < line.length && line[start]! >= ASCII_END) start++;
  const end = line.at(-1) === CR ? line.length - 1 : line.length;
  return line.toString(encoding, start, Math.max(start, end));
}

/** `retr  a b` → `RETR` and ` a b`: one space separates them, the rest belongs to the name. */
export function parseCommand(line: string): { verb: string; argument: string } {
  const space = line.indexOf(' ');
  if (space === -1) return { verb: line.toUpperCase(), argument: '' };
  return { verb: line.slice(0, space).toUpperCase(), argument: line.slice(space + 1) };
}
