import { FTPError } from './basic-ftp.js';
import { messageOf, PluvioError, type ErrorCode } from '../../domain/errors.js';
import type { Reply } from './wire/reply.js';
import { withoutAtEnd } from '../../domain/text/text-end.js';

/** A reply that says no, thrown. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly reply: Reply;

  /** `command`: what was refused, as it was sent, where that may matter. */
  constructor(
    reply: Reply,
    readonly command?: string,
  ) {
    super(reply.text);
    this.reply = reply;
  }

  get code(): number {
    return this.reply.code;
  }
}

/** The server gave no port for a data connection. */
export class PassiveRefusal extends Refusal {}

/** The server did not answer commands sent together; a plainer way of talking may work. */
export class PipeliningBroken extends Error {
  override readonly name = 'PipeliningBroken';

  /** `tooEarly`: the server saw them, and said that it was busy. */
  constructor(
    message: string,
    readonly tooEarly = false,
  ) {
    super(message);
  }
}

/** The connection was cut while commands that had been sent together were under way, as some firewalls do. */
export class CutTogether extends Error {
  override readonly name = 'CutTogether';

  /** `unproven`: what of it had never been seen to work. */
  constructor(
    message: string,
    readonly unproven: Together | undefined,
  ) {
    super(message);
  }
}

/** The server ends connections after so many commands; fewer are sent on each from now on. */
export class CommandLimit extends Error {
  override readonly name = 'CommandLimit';
}

/** How commands are sent together: any, a port asked for with its transfer, or a transfer while another one is under way. */
export type Together = 'commands' | 'transfers' | 'ahead';

/** The port that the server gave could not be reached; that of another command may. */
export class DataUnreachable extends Error {
  override readonly name = 'DataUnreachable';
}

/** The server speaks TLS from the first byte on. */
export class ImplicitTls extends Error {
  override readonly name = 'ImplicitTls';
}

/** All bytes of a file have come, and the connection did not say so: a look by another one decides. */
export class EndUntold extends Error {
  override readonly name = 'EndUntold';

  constructor(
    message: string,
    readonly bytes: Buffer | undefined,
  ) {
    super(message);
  }
}

/** The server gives nothing of one file, or too slowly, as while it is being uploaded. */
export class FileHangs extends Error {
  override readonly name = 'FileHangs';

  /** `isFinal`: it was waited for as long as it may be. */
  constructor(
    message: string,
    readonly isFinal: boolean,
  ) {
    super(message);
  }
}

/** The server refuses to connect to us for data, or cannot; we may connect to it. */
export class ActiveRefused extends Error {
  override readonly name = 'ActiveRefused';
}

/** A file did not come whole over a data connection whose one side we had ended; it may, over one that we leave open. */
export class HalfCloseBroken extends Error {
  override readonly name = 'HalfCloseBroken';
}

/** More bytes arrived than were asked for. */
export class TooMuchData extends Error {
  override readonly name = 'TooMuchData';
}

/** The server's reply code in an error, undefined where it is not a reply that failed. */
export function replyCode(error: unknown): number | undefined {
  return error instanceof Refusal || error instanceof FTPError ? error.code : undefined;
}

/** Node's codes for a certificate that does not hold: another attempt brings the same one. */
const CERTIFICATE = /CERT|ISSUER|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/;

/** Whether another attempt may end otherwise: 4xx replies and network failures, not 5xx or a wrong certificate. */
export function isTransient(error: unknown): boolean {
  if (error instanceof PluvioError) return error.transient;
  if (error instanceof FileHangs) return false;
  const code = replyCode(error);
  if (code !== undefined) return code < 500;
  return !CERTIFICATE.test(String((error as NodeJS.ErrnoException).code));
}

/** Whether the connection it happened on may be used again: only after a reply, and not the one that says goodbye. */
export function leavesConnectionUsable(error: unknown): boolean {
  const code = replyCode(error);
  return code !== undefined && code !== 421 && !(error instanceof PassiveRefusal);
}

/** Words of a 550 that is about something else than a missing file. */
const NOT_MISSING =
  /denied|permission|privilege|not allowed|forbidden|unknown error|internal|i\/o error|input\/output|busy|in use|tempor|quota|space/i;

/** Whether a refused command means that there is no such file, as far as the server's words tell. */
export function saysMissing(reply: Reply): boolean {
  return (reply.code === 550 || reply.code === 450) && !NOT_MISSING.test(reply.text);
}

/** Where and as whom a login was tried. */
export interface LoginPlace {
  /** `ftp://host:port`. */
  readonly server: string;
  readonly user: string;
  readonly secure: boolean;
  /** Whether the same login was let in earlier. */
  readonly workedBefore?: boolean;
}

/** Anything that went wrong with a file or a folder, as a `PluvioError` without credentials. */
export function ftpFailure(doing: string, path: string, error: unknown, redact: (text: string) => string): PluvioError {
  if (error instanceof PluvioError) return error;
  const reply = replyCode(error);
  const what = path === '' ? doing : `${doing} ${path}`;
  return new PluvioError(errorCode(reply), `Cannot ${what}: ${redact(saying(error))}; ${advice(reply, error)}`, {
    transient: isTransient(error),
    ...(path === '' ? {} : { file: path }),
  });
}

/** Words of a refusal that is about another program at work on the file (IIS: "being used by another process"). */
const BUSY =
  /busy|in use|being used|locked|lock(?:ing)? |another process|sharing violation|upload(?:ed|ing)|transfer in progress/i;

/**
 * Why one file could not be read, where the connection did work: refused for good, or not now. Undefined where it is more than
 * that file's trouble.
 */
function fileCode(error: unknown): ErrorCode | undefined {
  if (error instanceof FileHangs || error instanceof EndUntold) return 'STORE_FILE_BUSY';
  const reply = replyCode(error);
  if (reply === undefined) return error instanceof DataUnreachable ? undefined : 'STORE_FILE_BUSY';
  if (reply === 421 || reply === 530 || error instanceof PassiveRefusal) return undefined;
  return reply < 500 || BUSY.test(messageOf(error)) ? 'STORE_FILE_BUSY' : 'STORE_FILE_REFUSED';
}

/** The error of one file that could not be read; as `ftpFailure` where the trouble is another. */
export function fileFailure(path: string, error: unknown, redact: (text: string) => string): PluvioError {
  const code = error instanceof PluvioError ? undefined : fileCode(error);
  if (code === undefined) return ftpFailure('read', path, error, redact);
  const then =
    code === 'STORE_FILE_BUSY'
      ? 'it is left for the next run'
      : 'check its rights on the server; it is left, and the others are read';
  return new PluvioError(code, `Cannot read ${path}: ${redact(saying(error))}; ${then}`, { file: path });
}

/** Anything that went wrong before a login was there. */
export function loginFailure(place: LoginPlace, error: unknown, redact: (text: string) => string): PluvioError {
  if (error instanceof PluvioError) return error;
  const reply = replyCode(error);
  const { server, user, secure, workedBefore = false } = place;
  const what = reply === undefined ? `connect to ${server}` : `log in to ${server} as "${user}"`;
  const wantsTls = !secure && reply !== undefined && reply !== 421 && /\b(?:TLS|SSL)\b/i.test(messageOf(error));
  const noTls = secure && reply !== undefined && reply >= 500 && reply !== 530;
  if (workedBefore && reply === 530 && !wantsTls)
    return new PluvioError(
      'STORE_UNREACHABLE',
      `Cannot ${what}: ${redact(saying(error))}; this login worked before: was the password changed? See FTP_USERNAME, FTP_PASSWORD`,
      { transient: false },
    );
  const then = noTls
    ? 'use ftp:// or FTP_SECURE=false if the server has no TLS'
    : wantsTls
      ? 'use ftps:// or FTP_SECURE=true'
      : isPlainAnswer(error)
        ? 'the server does not speak TLS at once; use ftps:// without :990, or FTP_SECURE=true'
        : advice(reply, error);
  return new PluvioError('STORE_UNREACHABLE', `Cannot ${what}: ${redact(saying(error))}; ${then}`, {
    transient: isTransient(error),
  });
}

/** Whether a refused login says that there are too many; one that says nothing of the kind, with none open, is refused itself. */
export function saysFull(error: unknown): boolean {
  const code = replyCode(error);
  return code === 421 || (code === 530 && /too many|maximum|limit/i.test(messageOf(error)));
}

/** What an error says, in one line that goes on after it. */
export function saying(error: unknown): string {
  const text = messageOf(error)
    .replaceAll(/\s+/g, ' ')
    .replace(/ \(control socket\)$/, '');
  return withoutAtEnd(text, ' .').replace(/^Timeout$/, 'no answer in time');
}

function errorCode(reply: number | undefined): ErrorCode {
  return reply === undefined || reply === 421 || reply === 530 ? 'STORE_UNREACHABLE' : 'STORE_REFUSED';
}

/** Whether TLS found a greeting in clear, or no TLS at all. */
function isPlainAnswer(error: unknown): boolean {
  return /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|^EPROTO$/.test(
    String((error as NodeJS.ErrnoException).code),
  );
}

function advice(reply: number | undefined, error: unknown): string {
  if (reply === undefined)
    return isTransient(error)
      ? 'check host, port and network, then run again'
      : 'check the host name and the certificate authority (--ca or FTP_CA_FILE)';
  if (reply === 530) return 'check user and password (FTP_USERNAME, FTP_PASSWORD)';
  if (reply === 452 || reply === 552) return 'make room on the server, then run again';
  return reply < 500 ? 'run again later' : 'check the rights of this login on the server';
}
