import { PluvioError, type ErrorCode } from '../domain/errors.js';

/** What a table is called, and what it holds. */
export interface TableForm {
  readonly code: Extract<ErrorCode, 'CALIBRATION' | 'GAUGES' | 'INTERVENTIONS'>;
  /** In "Cannot read …". */
  readonly what: string;
  /** The header to write, in messages. */
  readonly expected: string;
  /** Columns that a table must have; of several names, one. Lower case. */
  readonly required: readonly (readonly string[])[];
  /** Every column that is read. */
  readonly known: readonly string[];
  /** Whether a header alone is a table. Default: no. */
  readonly mayBeEmpty?: boolean;
}

/** Mistakes that a message names one by one; of more, the number. */
const MOST_NAMED = 20;
const MOST_SIGNS = 60;

/** A value as a message shows it. */
export function shown(text: string): string {
  return JSON.stringify(text.length > MOST_SIGNS ? `${text.slice(0, MOST_SIGNS)}…` : text);
}

/** The mistakes in a table, gathered so that all are told at once. */
export class TableProblems {
  private readonly found: { line: number; text: string }[] = [];

  constructor(
    private readonly file: string,
    private readonly form: TableForm,
  ) {}

  get isEmpty(): boolean {
    return this.found.length === 0;
  }

  /** Notes a mistake; `column` is its name, or its place from 1. */
  add(line: number, what: string, column?: string | number): void {
    const place = column === undefined ? '' : `, column ${typeof column === 'string' ? `"${column}"` : column}`;
    this.found.push({ line, text: `line ${line}${place}: ${what}` });
  }

  /** Throws every mistake that was noted, in the order of the lines; does nothing where there is none. */
  throwAny(): void {
    const sorted = this.found.sort((a, b) => a.line - b.line);
    const [first] = sorted;
    if (!first) return;
    const more = sorted.length - MOST_NAMED;
    const what = sorted.slice(0, MOST_NAMED).map(({ text }) => text);
    if (more > 0) what.push(`and ${more} more`);
    throw this.error(`${this.file}, ${what.join('; ')}; mend it and run again`, { line: first.line });
  }

  /** An error about the table as a whole. */
  error(what: string, details: { readonly line?: number; readonly cause?: unknown } = {}): PluvioError {
    const { code, what: table } = this.form;
    const { line, cause } = details;
    return new PluvioError(code, `Cannot read ${table}: ${what}`, {
      file: this.file,
      ...(line === undefined ? {} : { line }),
      ...(cause === undefined ? {} : { cause }),
    });
  }
}
