import type { Command, Option } from 'commander';

/** What there is to say of an option, wherever it is shown. */
export interface OptionText {
  readonly flags: string;
  readonly long: string;
  readonly means: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

export interface CommandText {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly options: readonly OptionText[];
}

/** The command line in words: what the man page, the completions and the tests are made of. */
export function describeProgram(program: Command): { global: readonly OptionText[]; commands: readonly CommandText[] } {
  return {
    global: program.options.map(describeOption),
    commands: program.commands.map((command) => ({
      name: command.name(),
      summary: command.description(),
      usage: command.usage(),
      options: command.options.map(describeOption),
    })),
  };
}

function describeOption({ flags, long, description, argChoices, required, optional }: Option): OptionText {
  return {
    flags,
    long: long ?? flags,
    means: description,
    takesValue: required || optional,
    choices: argChoices ?? [],
  };
}
