import { Argument, Command } from 'commander';
import { completionScript, SHELLS, type Shell } from '../pages/completion.js';
import type { Host } from '../host.js';

/** `pluvio completion`: a completion script for a shell, on stdout. */
export function completionCommand(host: Host): Command {
  const command = new Command('completion').addArgument(new Argument('<shell>', 'the shell').choices(SHELLS));
  return command.action((shell: Shell) => {
    host.stdout.write(completionScript(shell, command.parent!));
  });
}
