import type { CommanderError } from 'commander';
import { PluvioError } from '../../domain/errors.js';
import { COMMANDS } from '../command-table.js';

/** What commander says of a command line it does not understand, as one sentence of ours that says where to look. */
export function usageError({ message }: CommanderError, args: readonly string[]): PluvioError {
  const command = args.find((arg) => COMMANDS.some(({ name }) => name === arg));
  const help = command === undefined ? 'pluvio --help' : `pluvio ${command} --help`;
  const what = message
    .replace(/^error: /, '')
    .replace(/\n\(Did you mean (.*)\?\)$/, '; did you mean $1?')
    .replace(
      /^option '(-\S+)[^']*' argument '(.*)' is invalid\. Allowed choices are (.*)\.$/s,
      '$1: "$2" is none of $3',
    )
    .replace(
      /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/s,
      '$2: "$1" is none of $3',
    )
    .replace(/^option '(-\S+) (<.*>)' argument missing$/, '$1: a value is missing; expected $1 $2')
    .replace(/^required option '(-\S+ <.*>)' not specified$/, 'the option $1 is missing')
    .replace(/^missing required argument '(.*)'$/, 'the argument <$1> is missing')
    .trim();
  return new PluvioError(
    'USAGE',
    what.startsWith('(') ? 'a command is missing; see pluvio --help' : `${what} (see ${help})`,
  );
}
