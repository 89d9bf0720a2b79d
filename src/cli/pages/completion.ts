import type { Command } from 'commander';
import { bashScript } from './completion/bash.js';
import { fishScript } from './completion/fish.js';
import { zshScript } from './completion/zsh.js';
import { describeProgram } from './describe.js';
import { TOPICS } from './topics.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A completion script: commands, their options and those of every command, the words that options and arguments are
 * chosen from, and files where files are meant.
 */
export function completionScript(shell: Shell, program: Command): string {
  const { global, commands } = describeProgram(program);
  const topics = [...TOPICS, ...commands].map(({ name }) => name);
  const withTopics = commands.map((command) => (command.name === 'help' ? { ...command, words: topics } : command));
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell]({ global, commands: withTopics });
}
