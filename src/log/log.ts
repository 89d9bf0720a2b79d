import { pino, type Logger } from 'pino';
import type { Writable } from 'node:stream';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const LOG_FORMATS = ['pretty', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly stream: Writable;
  /** Joins the lines of one run. */
  readonly runId: string;
  /** Mark warnings and errors with colour; only in the pretty format. Default false. */
  readonly color?: boolean;
}

export type { Logger };

/** Keys whose values never appear, however deep an object brings them along. */
const SECRETS = ['password', '*.password', '*.*.password', 'login', '*.login'];

/** A log of JSON lines, or of plain ones for people. */
export function openLog({ level, format, stream, runId, color = false }: LogOptions): Logger {
  const destination = format === 'json' ? stream : { write: (line: string) => stream.write(prettyLine(line, color)) };
  return pino(
    {
      level,
      base: { run: runId },
      redact: { paths: SECRETS, censor: '[secret]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  );
}

const MARKS: Readonly<Record<number, { readonly text: string; readonly color: number }>> = {
  20: { text: 'debug: ', color: 2 },
  40: { text: 'warning: ', color: 33 },
  50: { text: 'error: ', color: 31 },
};

function prettyLine(line: string, color: boolean): string {
  const { level, msg } = JSON.parse(line) as { level: number; msg?: string };
  const mark = MARKS[level];
  const text = mark && color ? `\u001b[${mark.color}m${mark.text}\u001b[0m` : (mark?.text ?? '');
  return `${text}${msg ?? ''}\n`;
}
