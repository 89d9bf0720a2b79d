import { Argument, Command } from 'commander';
import { completionScript, SHELLS, type Shell } from '../pages/completion.js';
import type { Host } from '../host/host.js';
import { writeOut } from '../host/output.js';

/** `pluvio completion`: a completion script for a shell, on stdout. */
export function completionCommand(host: Host): Command {
  const command = new Command('completion').addArgument(new Argument('<shell>', 'the shell').choices(SHELLS));
  return command.action(async (shell: Shell) => {
    await writeOut(host, completionScript(shell, command.parent!));
  });
}
