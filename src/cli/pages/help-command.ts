import { Command } from 'commander';
import { PluvioError } from '../../domain/errors.js';
import { wrapped } from './wrap.js';
import { TOPICS } from './topics.js';

/** `pluvio help [command or topic]`. */
export function helpCommand(program: Command): Command {
  const topics = TOPICS.map(({ name }) => name).join(', ');
  return new Command('help')
    .description(`help on a command or a topic: ${topics}`)
    .argument('[name]', 'command or topic')
    .action((name?: string) => {
      const output = program.configureOutput();
      const write = (text: string): void => output.writeOut?.(wrapped(text, output.getOutHelpWidth?.() ?? 80));
      const topic = TOPICS.find((candidate) => candidate.name === name);
      const command = name === undefined ? program : program.commands.find((candidate) => candidate.name() === name);
      if (topic) write(topic.text());
      else if (command) command.outputHelp();
      else
        throw new PluvioError(
          'USAGE',
          `there is no help on "${name!}"; topics are ${topics}, commands ${program.commands.map((known) => known.name()).join(', ')}`,
        );
    });
}
