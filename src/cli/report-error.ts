import os from 'node:os';
import { CommanderError } from 'commander';
import { EXIT, messageOf, PluvioError } from '../domain/errors.js';
import { ClosedPipe } from './closed-pipe.js';
import type { Host } from './host.js';
import { ownVersion } from './version.js';

/** Says on stderr what went wrong; gives the exit code. A reader that has gone is no error. */
export function reportError(error: unknown, host: Host): number {
  if (error instanceof ClosedPipe) return EXIT.done;
  const known = error instanceof CommanderError ? usageError(error) : error;
  if (known instanceof PluvioError) {
    host.stderr.write(`pluvio: ${known.message}\n${stackOf(known, host)}`);
    return known.exitCode;
  }
  host.stderr.write(bugText(known, host));
  return EXIT.bug;
}

/** What commander says of a command line it does not understand, as one sentence of ours. */
function usageError({ message }: CommanderError): PluvioError {
  const what = message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .trim();
  return new PluvioError(
    'USAGE',
    what.startsWith('(') ? 'a command is missing; see pluvio --help' : `${what} (see pluvio --help)`,
  );
}

function stackOf(error: Error, { globals }: Host): string {
  if (!globals.debug) return '';
  const cause = error.cause instanceof Error ? `caused by ${error.cause.stack ?? error.cause.message}\n` : '';
  return `${error.stack ?? ''}\n${cause}`;
}

function bugText(error: unknown, host: Host): string {
  const stack = error instanceof Error && host.globals.debug ? `${error.stack ?? ''}\n` : '';
  return (
    `pluvio: this is a bug of pluvio: ${messageOf(error)}\n${stack}` +
    `  Please report it with the command line, what --debug adds, and this:\n` +
    `  pluvio ${ownVersion()}, Node ${process.version}, ${process.platform} ${os.release()} ${process.arch}, run ${host.run.id ?? 'not begun'}\n`
  );
}
