import { valued, type OptionText, type ProgramText } from '../describe.js';

/** For bash: `source <(pluvio completion bash)`. */
export function bashScript({ global, commands }: ProgramText): string {
  const names = commands.map(({ name }) => name).join(' ');
  const values = (options: readonly OptionText[]): string =>
    options
      .filter(({ takesValue }) => takesValue)
      .map((option) => `      ${option.long}) ${valueAction(option)}; return ;;`)
      .join('\n');
  const cases = commands.map(({ name, options, words, takesFiles }) => {
    const own = values(options);
    const rest = words.length > 0 ? `_pluvio_words "${words.join(' ')}"` : takesFiles ? '_pluvio_files' : ':';
    const before = own === '' ? '' : `    case "$before" in\n${own}\n    esac\n`;
    return `  ${name})\n${before}    options="${longs([...options, ...global])}" rest='${rest}' ;;`;
  });
  return `# bash completion for pluvio: source <(pluvio completion bash)
_pluvio_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }
_pluvio_files() { compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$current")); }
_pluvio() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= options= rest=: i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${valued(global).join('|')}) ((i++)) ;;
      -*) ;;
      *) command=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case "$before" in
${values(global)}
  esac
  case "$command" in
  '') options="${longs(global)}" rest='_pluvio_words "${names}"' ;;
${cases.join('\n')}
  *) return ;;
  esac
  if [[ $current == -* ]]; then _pluvio_words "$options"; else eval "$rest"; fi
}
complete -F _pluvio pluvio
`;
}

function valueAction({ choices, takesFile }: OptionText): string {
  return choices.length > 0 ? `_pluvio_words "${choices.join(' ')}"` : takesFile ? '_pluvio_files' : ':';
}

function longs(options: readonly OptionText[]): string {
  return options.map(({ long }) => long).join(' ');
}
