import type { Command, Option } from 'commander';

/** What there is to say of an option, wherever it is shown. */
export interface OptionText {
  readonly flags: string;
  readonly long: string;
  readonly means: string;
  readonly takesValue: boolean;
  /** Whether its value is a file or a folder. */
  readonly takesFile: boolean;
  readonly choices: readonly string[];
}

export interface CommandText {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly OptionText[];
  /** What its arguments are to be chosen from; [] where they are free. */
  readonly words: readonly string[];
  /** Whether its arguments are files. */
  readonly takesFiles: boolean;
}

/** The whole command line. */
export interface ProgramText {
  readonly global: readonly OptionText[];
  readonly commands: readonly CommandText[];
}

/** The command line in words: what the man page, the completions and the tests are made of. */
export function describeProgram(program: Command): ProgramText {
  return {
    global: shown(program),
    commands: program.commands.map((command) => ({
      name: command.name(),
      summary: command.description(),
      usage: command.usage(),
      options: shown(command),
      ...describeArguments(command),
    })),
  };
}

function shown({ options }: Command): OptionText[] {
  return options.filter(({ hidden }) => !hidden).map(describeOption);
}

function describeArguments({ registeredArguments }: Command): Pick<CommandText, 'words' | 'takesFiles'> {
  const words = registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  return { words, takesFiles: registeredArguments.some((argument) => /^file/.test(argument.name())) };
}

function describeOption({ flags, long, description, argChoices, required, optional }: Option): OptionText {
  return {
    flags,
    long: long ?? flags,
    means: description,
    takesValue: required || optional,
    takesFile: /<(?:file|folder|store)>/.test(flags),
    choices: argChoices ?? [],
  };
}

/** Options that are followed by a value. */
export function valued(options: readonly OptionText[]): string[] {
  return options.filter(({ takesValue }) => takesValue).map(({ long }) => long);
}
