import { messageOf, PluvioError, type ErrorCode } from '../../domain/errors.js';
import type { Doing, Meaning } from '../protocol/backend.js';
import { serverText, type SftpSettings } from './options.js';
import { withoutAtEnd } from '../../domain/text/text-end.js';

/** Status codes of SFTP version 3 (draft-ietf-secsh-filexfer-02, 7); some servers answer with those of later versions. */
export const STATUS = {
  eof: 1,
  noSuchFile: 2,
  permissionDenied: 3,
  failure: 4,
  noConnection: 6,
  connectionLost: 7,
  unsupported: 8,
} as const;

/** An answer that says no. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The connection broke, or the server did not answer: another attempt may end otherwise. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** There was no connection yet: the trouble is of no file or folder. */
export class NotConnected extends Broken {}

/** What ssh2 tells of a request: with a status, an answer. */
export function errorOf(error: Error): Error {
  const { code } = error as Error & { readonly code?: unknown };
  const isAnswer = typeof code === 'number' && code !== STATUS.noConnection && code !== STATUS.connectionLost;
  return isAnswer ? new Refused(code, error.message) : new Broken(saying(error));
}

export function meaningOf(error: unknown): Meaning {
  if (error instanceof PluvioError && error.code === 'STORE_MISSING') return 'missing';
  if (!(error instanceof Refused)) return 'broken';
  return error.status === STATUS.noSuchFile ? 'missing' : 'refused';
}

/** Whether another attempt may end otherwise. */
export function isTransient(error: unknown): boolean {
  return error instanceof PluvioError ? error.transient : error instanceof Broken;
}

/** Anything that went wrong with a file or a folder, as a `PluvioError` without credentials. */
export function sftpFailure(
  { doing, path, isFile }: Doing,
  error: unknown,
  settings: SftpSettings,
  redact: (text: string) => string,
): PluvioError {
  if (error instanceof PluvioError) return error;
  const isRefusal = error instanceof Refused;
  if (error instanceof NotConnected)
    return new PluvioError(
      'STORE_UNREACHABLE',
      `Cannot connect to ${serverText(settings)}: ${redact(saying(error))}; check host, port and network, then run again`,
      { transient: true, cause: error },
    );
  const what = path === '' ? `${doing} ${serverText(settings)}` : `${doing} ${path}`;
  const then = isRefusal
    ? adviceFor(error, isFile === true)
    : error instanceof Broken
      ? 'check the server and the network, then run again'
      : 'please report it';
  const details = { transient: isTransient(error), cause: error, ...(path === '' ? {} : { file: path }) };
  return new PluvioError(codeOf(error, isFile === true), `Cannot ${what}: ${redact(saying(error))}; ${then}`, details);
}

function codeOf(error: unknown, isFile: boolean): ErrorCode {
  if (!(error instanceof Refused)) return 'STORE_UNREACHABLE';
  if (error.status === STATUS.noSuchFile) return 'STORE_MISSING';
  return isFile ? 'STORE_FILE_REFUSED' : 'STORE_REFUSED';
}

function adviceFor({ status, message }: Refused, isFile: boolean): string {
  if (status === STATUS.noSuchFile) return 'list the folder again';
  if (/full|quota|space/i.test(message)) return 'make room on the server, then run again';
  if (status === STATUS.unsupported) return 'this server cannot do that';
  return isFile
    ? 'check its rights on the server; it is left, and the others are read'
    : 'check the rights of this login on the server';
}

/** What an error says, in one line that goes on after it. */
export function saying(error: unknown): string {
  const text = withoutAtEnd(messageOf(error).replaceAll(/\s+/g, ' '), ' .');
  return text === 'Failure' ? 'the server says "Failure" and no more' : text;
}
