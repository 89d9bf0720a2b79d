import { PluvioError } from '../domain/errors.js';

const NAME = /^(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*$/;
/** What a backslash keeps from its meaning in double quotes (POSIX shell, 2.2.3); before any other it stands for itself. */
const ESCAPED_IN_QUOTES = '"\\`$';

/**
 * Reads a file of settings as systemd's EnvironmentFile does (systemd.exec(5)): `NAME=value` a line; blank lines, and lines that
 * begin with `#` or `;`, are passed over, and neither means anything later in a line. Blanks around a value fall away; within
 * quotes nothing does, and quotes may go over lines. In single quotes everything stands for itself; in double ones a backslash
 * keeps `"`, `\`, a backtick and `$` from their meaning, and goes on with the next line at the end of one; without quotes it does
 * so before anything. Nothing is expanded. `export` is allowed, a byte order mark is not read. Throws CONFIG, naming every line that
 * is not of that form, or a quote that is not closed; values never stand in the message.
 */
export function parseEnvFile(text: string, file: string): Map<string, string> {
  const values = new Map<string, string>();
  const bad: number[] = [];
  const reader = new Reader(text.replace(/^\ufeff/, ''));
  while (!reader.isAtEnd) {
    const { line } = reader;
    const name = reader.name();
    if (name === '') continue;
    const known = name === undefined ? undefined : NAME.exec(name)?.[1];
    const value = name === undefined ? undefined : reader.value();
    if (value === null) throw unclosed(file, line);
    if (known === undefined || value === undefined) bad.push(line);
    else values.set(known, value);
  }
  if (bad.length > 0) {
    const which = bad.length === 1 ? `line ${bad[0]!} is` : `lines ${bad.join(', ')} are`;
    throw new PluvioError('CONFIG', `Cannot read ${file}: ${which} not NAME=value`, { file, line: bad[0]! });
  }
  return values;
}

function unclosed(file: string, line: number): PluvioError {
  return new PluvioError('CONFIG', `Cannot read ${file}: the quote that opens in line ${line} is not closed`, {
    file,
    line,
  });
}

/** Goes through the text, line ends as LF. */
class Reader {
  readonly #text: string;
  #at = 0;
  /** Of the next character, from 1 on. */
  line = 1;

  constructor(text: string) {
    this.#text = text.replace(/\r\n?/g, '\n');
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What is before the `=`, which is passed over; '' for a line that says nothing, undefined for one that has no `=`. */
  name(): string | undefined {
    const end = this.#lineEnd();
    const line = this.#text.slice(this.#at, end);
    const equals = line.indexOf('=');
    if (/^[ \t]*(?:[#;]|$)/.test(line)) {
      this.#goTo(end + 1);
      return '';
    }
    if (equals < 0) {
      this.#goTo(end + 1);
      return undefined;
    }
    this.#goTo(this.#at + equals + 1);
    return line.slice(0, equals).trimStart();
  }

  /** What is behind it, to the end of the line, or of the quotes; null where quotes do not end. */
  value(): string | null {
    let value = '';
    /** How much of it stays whatever is blank at its end. */
    let kept = 0;
    let isBegun = false;
    for (;;) {
      const sign = this.#take();
      if (sign === undefined || sign === '\n') return value.slice(0, kept) + value.slice(kept).replace(/[ \t]+$/, '');
      if (!isBegun && (sign === ' ' || sign === '\t')) continue;
      if (!isBegun && (sign === "'" || sign === '"')) {
        const quoted = sign === "'" ? this.#singleQuoted() : this.#doubleQuoted();
        if (quoted === null) return null;
        value += quoted;
        kept = value.length;
        continue;
      }
      isBegun = true;
      if (sign === '\\') {
        const next = this.#take() ?? '';
        value += next === '\n' ? '' : next;
        kept = value.length;
      } else value += sign;
    }
  }

  #singleQuoted(): string | null {
    const end = this.#text.indexOf("'", this.#at);
    if (end < 0) return null;
    const quoted = this.#text.slice(this.#at, end);
    this.#goTo(end + 1);
    return quoted;
  }

  #doubleQuoted(): string | null {
    let quoted = '';
    for (let sign = this.#take(); sign !== '"'; sign = this.#take()) {
      const next = sign === '\\' ? this.#take() : undefined;
      if (sign === undefined || (sign === '\\' && next === undefined)) return null;
      if (next === undefined) quoted += sign;
      else if (ESCAPED_IN_QUOTES.includes(next)) quoted += next;
      else if (next !== '\n') quoted += `\\${next}`;
    }
    return quoted;
  }

  #take(): string | undefined {
    const sign = this.#text[this.#at];
    if (sign === undefined) return undefined;
    this.#goTo(this.#at + 1);
    return sign;
  }

  #lineEnd(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end < 0 ? this.#text.length : end;
  }

  #goTo(at: number): void {
    for (let i = this.#at; i < at; i++) if (this.#text[i] === '\n') this.line++;
    this.#at = at;
  }
}
