import type { OptionText, ProgramText } from '../describe.js';

/** For zsh: as `_pluvio` in a folder of `$fpath`. */
export function zshScript({ global, commands }: ProgramText): string {
  const names = commands.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`);
  const specs = (options: readonly OptionText[], rest: string): string =>
    [...options, ...global].map((option) => `'${spec(option)}' \\\n        `).join('') + rest;
  const cases = commands.map(({ name, options, words, takesFiles }) => {
    const rest = words.length > 0 ? `'1:word:(${words.join(' ')})'` : takesFiles ? `'*:file:_files'` : '';
    return `      ${name}) _arguments \\\n        ${specs(options, rest)} ;;`;
  });
  return `#compdef pluvio
# zsh completion for pluvio: put it into a folder of $fpath as _pluvio
_pluvio() {
  local context state state_descr line
  typeset -A opt_args
  local -a commands=(
${names.join('\n')}
  )
  _arguments -C \\
    ${global.map((option) => `'${spec(option)}' \\\n    `).join('')}'1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument) case $words[1] in
${cases.join('\n')}
    esac ;;
  esac
}
_pluvio "$@"
`;
}

function spec({ long, means, takesValue, takesFile, choices }: OptionText): string {
  const action = choices.length > 0 ? `(${choices.join(' ')})` : takesFile ? '_files' : ' ';
  const about = quoted(means)
    .replaceAll('[', String.raw`\[`)
    .replaceAll(']', String.raw`\]`);
  return `${long}[${about}]${takesValue ? `:value:${action}` : ''}`;
}

/** Text within single quotes; an apostrophe would end them. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll('\\', '\\\\');
}
