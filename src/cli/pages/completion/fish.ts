import { valued, type OptionText, type ProgramText } from '../describe.js';

/** For fish: in ~/.config/fish/completions. */
export function fishScript({ global, commands }: ProgramText): string {
  const lines = [
    '# fish completion for pluvio: pluvio completion fish > ~/.config/fish/completions/pluvio.fish',
    'function __pluvio_command_is',
    '  set -l words (commandline -opc)',
    '  set -l isValue 0',
    '  for word in $words[2..-1]',
    '    if test $isValue = 1',
    '      set isValue 0',
    '      continue',
    '    end',
    '    switch $word',
    `      case ${valued(global).join(' ')}`,
    '        set isValue 1',
    "      case '-*'",
    "      case '*'",
    '        test "$word" = "$argv[1]"',
    '        return',
    '    end',
    '  end',
    '  test -z "$argv[1]"',
    'end',
    'complete -c pluvio -f',
  ];
  for (const { name, summary } of commands)
    lines.push(`complete -c pluvio -n '__pluvio_command_is ""' -a ${name} -d '${quoted(summary)}'`);
  for (const option of global) lines.push(optionLine('', option));
  for (const { name, options, words, takesFiles } of commands) {
    const condition = `-n '__pluvio_command_is ${name}' `;
    for (const option of options) lines.push(optionLine(condition, option));
    if (takesFiles) lines.push(`complete -c pluvio ${condition}-F`);
    if (words.length > 0) lines.push(`complete -c pluvio ${condition}-a '${words.join(' ')}'`);
  }
  return `${lines.join('\n')}\n`;
}

function optionLine(condition: string, { long, means, takesValue, takesFile, choices }: OptionText): string {
  const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesFile ? ' -r -F' : takesValue ? ' -x' : '';
  return `complete -c pluvio ${condition}-l ${long.replace(/^--/, '')}${value} -d '${quoted(means)}'`;
}

/** Text within single quotes; an apostrophe would end them. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll('\\', '\\\\');
}
