import type { ExecutionContext } from 'ava';
import type { ErrorCode } from '../../../../src/domain/errors.js';

/** A command line that ends in an error, in a folder of its own, and the whole message that it brings. */
export interface Provocation {
  readonly code: ErrorCode;
  /** What is wrong. */
  readonly when: string;
  readonly args: readonly string[];
  readonly exit: number;
  /** The whole message; numbers that differ from run to run as `tidied` has them. */
  readonly message: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Makes what is wrong, and ends it with the test; gives variables. */
  readonly arrange?: (t: ExecutionContext, cwd: string) => Promise<Record<string, string>> | Record<string, string>;
}

export const LINE = 'Hydropolis, 1704067200, 1, 0, 12\n';

/** A message without what differs from run to run and from machine to machine. */
export function tidied(message: string, cwd: string): string {
  return message
    .replaceAll(cwd, 'HERE')
    .replaceAll(/127\.0\.0\.1:\d{2,}/g, 'SERVER')
    .replaceAll(/\brun [0-9a-f]{8}\b/g, 'run ID')
    .replaceAll(/\bprocess \d+ on \S+(?=\))/g, 'process PID on HOST')
    .replaceAll(/\.damaged-[0-9a-f]+/g, '.damaged-HASH')
    .replaceAll(/pluvio \d\S*, Node \S+, .*, run/g, 'pluvio VERSION, run')
    .replaceAll(/\d+ were sent/g, 'N were sent');
}
