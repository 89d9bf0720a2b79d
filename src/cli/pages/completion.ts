import type { Command } from 'commander';
import { describeProgram, type CommandText, type OptionText } from './describe.js';
import { TOPICS } from './topics.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A completion script: commands, their options, the choices of options, and files elsewhere. */
export function completionScript(shell: Shell, program: Command): string {
  const { global, commands } = describeProgram(program);
  return { bash, zsh, fish }[shell](commands, global);
}

function bash(commands: readonly CommandText[], global: readonly OptionText[]): string {
  const cases = commands.map(({ name, options }) => `    ${name}) words="${longs([...options, ...global])}" ;;`);
  const choices = [
    ...commands.flatMap(({ name, options }) =>
      options.map((option) => bashChoices(`"${name} ${option.long}"`, option)),
    ),
    ...global.map((option) => bashChoices(`*" ${option.long}"`, option)),
  ].filter((line) => line !== '');
  return `# bash completion for pluvio: source <(pluvio completion bash)
_pluvio() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} words
  case "\${COMP_WORDS[1]} $before" in
    "completion completion") COMPREPLY=($(compgen -W "${SHELLS.join(' ')}" -- "$current")); return ;;
    "help help") COMPREPLY=($(compgen -W "${[...TOPICS, ...commands].map(({ name }) => name).join(' ')}" -- "$current")); return ;;
${choices.join('\n')}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')} ${longs(global)}" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="${longs(global)}" ;;
  esac
  if [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$words" -- "$current"))
  else COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _pluvio pluvio
`;
}

function bashChoices(pattern: string, { choices }: OptionText): string {
  if (choices.length === 0) return '';
  return `    ${pattern}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current")); return ;;`;
}

function zsh(commands: readonly CommandText[], global: readonly OptionText[]): string {
  const names = commands.map(({ name, summary }) => `    '${name}:${quoted(summary)}'`);
  const cases = commands.map(({ name, options }) => {
    const specs = [...options, ...global].map((option) => `      '${zshSpec(option)}' \\`);
    return `    ${name}) _arguments \\\n${specs.join('\n')}\n      '*:file:_files' ;;`;
  });
  return `#compdef pluvio
# zsh completion for pluvio: put it into a folder of $fpath as _pluvio
_pluvio() {
  local -a commands=(
${names.join('\n')}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  local command=$words[2]
  shift words; (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
_pluvio "$@"
`;
}

function zshSpec({ long, means, takesValue, choices }: OptionText): string {
  const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : takesValue ? ':value:_files' : '';
  return `${long}[${quoted(means).replaceAll('[', '(').replaceAll(']', ')')}]${value}`;
}

function fish(commands: readonly CommandText[], global: readonly OptionText[]): string {
  const lines = ['# fish completion for pluvio: pluvio completion fish > ~/.config/fish/completions/pluvio.fish'];
  for (const { name, summary } of commands)
    lines.push(`complete -c pluvio -n __fish_use_subcommand -f -a ${name} -d '${quoted(summary)}'`);
  for (const option of global) lines.push(fishOption('', option));
  for (const { name, options } of commands)
    for (const option of options) lines.push(fishOption(`-n '__fish_seen_subcommand_from ${name}' `, option));
  lines.push(`complete -c pluvio -n '__fish_seen_subcommand_from completion' -f -a '${SHELLS.join(' ')}'`);
  return `${lines.join('\n')}\n`;
}

function fishOption(condition: string, { long, means, takesValue, choices }: OptionText): string {
  const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : '';
  return `complete -c pluvio ${condition}-l ${long.replace(/^--/, '')}${value} -d '${quoted(means)}'`;
}

function longs(options: readonly OptionText[]): string {
  return options.map(({ long }) => long).join(' ');
}

/** Text within single quotes; an apostrophe would end them. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll(':', ' -');
}
