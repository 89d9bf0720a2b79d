import os from 'node:os';
import { CommanderError } from 'commander';
import { EXIT, exitCodeOf, messageOf, PluvioError } from '../../domain/errors.js';
import { openLog } from '../../log/log.js';
import { ClosedPipe } from '../host/closed-pipe.js';
import { newRunId, type Host } from '../host/host.js';
import { usageError } from './usage-error.js';
import { ownVersion } from '../version.js';

/**
 * Says on stderr what went wrong; gives the exit code. It is a log line of JSON with `--log-format json`, and where the run
 * has kept such a log; else a sentence. A reader that has gone is no error. `args` is the command line.
 */
export function reportError(error: unknown, host: Host, args: readonly string[] = []): number {
  if (error instanceof ClosedPipe) return EXIT.done;
  const known = error instanceof CommanderError ? usageError(error, args) : error;
  const exitCode = exitCodeOf(known);
  const message = known instanceof PluvioError ? known.message : `this is a bug of pluvio: ${messageOf(known)}`;
  const stack = host.globals.debug ? stackOf(known) : '';
  const request = exitCode === EXIT.bug ? reportRequest(host) : '';
  if (isLogged(host)) logLine(known, `${message}\n${request}`.trimEnd(), stack, host);
  else host.stderr.write(`pluvio: ${message}\n${stack}${request}`);
  return exitCode;
}

function isLogged({ globals, run, stderr }: Host): boolean {
  return globals.logFormat === undefined ? run.id !== undefined && stderr.isTTY !== true : globals.logFormat === 'json';
}

/** The error as the last line of the log, whatever its level. */
function logLine(error: unknown, message: string, stack: string, host: Host): void {
  const { code, file, line, gauge } = error instanceof PluvioError ? error : { code: 'BUG' };
  const log = openLog({ level: 'error', format: 'json', stream: host.stderr, runId: host.run.id ?? newRunId() });
  log.error({ code, file, line, gauge, ...(stack === '' ? {} : { stack }) }, message);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const cause = error.cause instanceof Error ? `caused by ${error.cause.stack ?? error.cause.message}\n` : '';
  return `${error.stack ?? ''}\n${cause}`;
}

function reportRequest({ run }: Host): string {
  const system = `${process.platform} ${os.release()} ${process.arch}`;
  return (
    `  Please report it with the command line, what --debug adds, and this:\n` +
    `  pluvio ${ownVersion()}, Node ${process.version}, ${system}, run ${run.id ?? 'not begun'}\n`
  );
}
