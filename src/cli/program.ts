import { Command, CommanderError } from 'commander';
import { EXIT, messageOf, PluvioError } from '../domain/errors.js';
import { convertCommand } from './commands/convert.js';
import { inspectCommand } from './commands/inspect.js';
import { runCommand } from './commands/run.js';
import type { Host } from './host.js';
import { ownVersion } from './version.js';

/** Runs one command line; gives the exit code. Data goes to stdout, everything else to stderr. */
export async function main(args: readonly string[], host: Host): Promise<number> {
  let exitCode: number = EXIT.done;
  const exit = (code: number): void => {
    exitCode = code;
  };
  const program = new Command('pluvio')
    .description('Rain-gauge raw files to yearly series, calibrated rain and sparse matrices')
    .version(ownVersion())
    .showHelpAfterError('(see pluvio --help)');
  program.addCommand(runCommand(host, exit));
  program.addCommand(convertCommand(host));
  program.addCommand(inspectCommand(host));
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
    });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, host);
  }
}

/** Says what went wrong; gives the exit code. */
function report(error: unknown, host: Host): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof PluvioError) {
    host.stderr.write(`pluvio: ${error.message}\n`);
    return error.exitCode;
  }
  host.stderr.write(
    `pluvio: this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
  );
  return EXIT.bug;
}
