import { Command, CommanderError, Option } from 'commander';
import { EXIT } from '../domain/errors.js';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from '../log/log.js';
import type { CommandEntry } from './command-entry.js';
import { COMMANDS } from './command-table.js';
import { withEnvFile } from './host/env-file.js';
import type { Host } from './host/host.js';
import { helpCommand } from './pages/help-command.js';
import { wrapped } from './pages/wrap.js';
import { openProgress } from './host/progress.js';
import { reportError } from './text/report-error.js';
import { ownVersion } from './version.js';

interface GlobalOptions {
  readonly quiet?: true;
  readonly debug?: true;
  readonly logLevel: LogLevel;
  readonly logFormat?: LogFormat;
  readonly settings?: string;
  readonly envFile?: string;
}

/** Runs one command line; gives the exit code. Data goes to stdout, everything else to stderr. */
export async function main(args: readonly string[], host: Host): Promise<number> {
  let exitCode: number = EXIT.done;
  const session = { ...host };
  const setExit = (code: number): void => {
    exitCode = code;
  };
  const program = await buildProgram(session, setExit, namedIn(args));
  const takeGlobals = (): void => {
    const { quiet = false, debug = false, logLevel, logFormat } = program.opts<GlobalOptions>();
    session.globals = { ...session.globals, quiet, debug, logLevel, logFormat };
  };
  program.hook('preAction', () => {
    takeGlobals();
    if (!session.globals.quiet) Object.assign(session, openProgress(host));
    const { settings, envFile: file = settings } = program.opts<GlobalOptions>();
    if (file === undefined) return;
    const { env, envFile } = withEnvFile(session.env, file);
    session.env = env;
    session.globals = { ...session.globals, envFile };
  });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
    takeGlobals();
    session.progress.clear();
    return reportError(error, session, args);
  }
}

/** Options and commands whose answer tells of every command. */
const ABOUT_ALL = ['--help', '-h', 'help', 'completion'];

/** The commands that a command line can be about: those whose names stand in it, or all of them. */
function namedIn(args: readonly string[]): readonly CommandEntry[] {
  const named = COMMANDS.filter(({ name }) => args.includes(name));
  return named.length === 0 || args.some((arg) => ABOUT_ALL.includes(arg)) ? COMMANDS : named;
}

/** The command line, made from the table of commands; of those not `loaded` it knows the name and the summary. */
export async function buildProgram(
  host: Host,
  exit: (code: number) => void,
  loaded: readonly CommandEntry[] = COMMANDS,
): Promise<Command> {
  const program = new Command('pluvio')
    .description('Rain-gauge raw files to yearly series, calibrated rain and sparse matrices')
    .version(ownVersion())
    .option('--settings <file>', 'take settings from there that the environment does not have')
    // Under its commoner name, which Node 20 takes for its own where there is no such file.
    .addOption(new Option('--env-file <file>').hideHelp())
    .option('--quiet', 'only warnings and errors: no progress, no summary')
    .addOption(new Option('--log-level <level>', 'what is logged').choices(LOG_LEVELS).default('info'))
    .addOption(
      new Option('--log-format <format>', 'log lines (default: pretty on a terminal, json elsewhere)').choices(
        LOG_FORMATS,
      ),
    )
    .option('--debug', 'show a stack trace with an error')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', '\npluvio help <command> tells more; so do pluvio help formats, rain and environment.');
  for (const entry of COMMANDS)
    program.addCommand(
      loaded.includes(entry) ? await commandOf(entry, host, exit) : new Command(entry.name).description(entry.summary),
    );
  program.helpCommand(false).addCommand(helpCommand(program));
  for (const command of [program, ...program.commands]) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => host.stdout.columns || 80,
    });
  }
  return program;
}

async function commandOf(entry: CommandEntry, host: Host, exit: (code: number) => void): Promise<Command> {
  const { name, summary, examples, more, load } = entry;
  const build = await load();
  const notes = more === undefined ? '' : `\n${wrapped(more, host.stdout.columns || 80)}\n`;
  return build(host, exit, main)
    .name(name)
    .description(summary)
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', `${notes}\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`);
}
