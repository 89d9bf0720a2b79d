import { pino, type Logger } from 'pino';
import type { Writable } from 'node:stream';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  readonly format: 'pretty' | 'json';
  readonly stream: Writable;
  /** Joins the lines of one run. */
  readonly runId: string;
}

export type { Logger };

/** Keys whose values never appear, however deep an object brings them along. */
const SECRETS = ['password', '*.password', '*.*.password', 'login', '*.login'];

/** A log of JSON lines, or of plain ones for people. */
export function openLog({ level, format, stream, runId }: LogOptions): Logger {
  const destination = format === 'json' ? stream : { write: (line: string) => stream.write(prettyLine(line)) };
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

const MARKS: Readonly<Record<number, string>> = { 20: 'debug: ', 30: '', 40: 'warning: ', 50: 'error: ' };

function prettyLine(line: string): string {
  const { level, msg } = JSON.parse(line) as { level: number; msg?: string };
  return `${MARKS[level] ?? ''}${msg ?? ''}\n`;
}
