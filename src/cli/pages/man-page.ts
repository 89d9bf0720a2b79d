import type { Command } from 'commander';
import { VARIABLES } from '../../config/variables.js';
import { EXIT } from '../../domain/errors.js';
import type { CommandEntry } from '../command-entry.js';
import { describeProgram, type OptionText } from './describe.js';

const EXITS: readonly (readonly [code: number, means: string])[] = [
  [EXIT.done, 'done; lines that could not be used are reported, not a failure'],
  [EXIT.bug, 'a bug of pluvio'],
  [EXIT.usage, 'the command line, a setting or a file named in them is wrong'],
  [EXIT.strict, 'with --strict: lines could not be used'],
  [EXIT.remote, 'the remote side or the disk failed; nothing is lost, run again'],
  [EXIT.locked, 'another run is at work in the same output folder'],
];

/** The manual page, in the man macros of roff. */
export function manPage(program: Command, entries: readonly CommandEntry[], version: string): string {
  const { global, commands } = describeProgram(program);
  const lines = [
    `.TH PLUVIO 1 "" "pluvio ${version}" "User commands"`,
    '.SH NAME',
    `pluvio \\- ${text(program.description())}`,
    '.SH SYNOPSIS',
    '.B pluvio',
    '.I command',
    '[options] [file...]',
    '.SH DESCRIPTION',
    'Raw files of rain-gauge loggers flow through a chain of stages, parse, filter, calibrate, bucket, triplets, to files a gauge and year. Data goes to stdout, everything else to stderr.',
    '.SH OPTIONS OF EVERY COMMAND',
    ...global.flatMap(optionLines),
    '.SH COMMANDS',
  ];
  for (const { name, usage, summary, options } of commands) {
    const { more, examples = [] } = entries.find((entry) => entry.name === name) ?? {};
    lines.push(`.SS "pluvio ${name} ${usage}"`, text(summary));
    if (more !== undefined) lines.push('.PP', text(more));
    lines.push(...options.flatMap(optionLines));
    if (examples.length > 0) lines.push('.PP', 'Examples:', '.PP', '.nf', '.RS', ...examples.map(text), '.RE', '.fi');
  }
  lines.push('.SH ENVIRONMENT');
  for (const { name, means } of VARIABLES) lines.push('.TP', `.B ${name}`, text(means));
  lines.push('.SH EXIT STATUS');
  for (const [code, means] of EXITS) lines.push('.TP', `.B ${code}`, text(means));
  return `${lines.join('\n')}\n`;
}

function optionLines({ flags, means, choices }: OptionText): string[] {
  const among = choices.length > 0 ? ` (${choices.join(', ')})` : '';
  return ['.TP', `.B ${text(flags)}`, text(means + among)];
}

/** Text in which roff sees no command of its own. */
function text(plain: string): string {
  return plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
