import type { Command } from './client-state.js';
import { fileCommands } from './commands-files.js';
import { sessionCommands } from './commands-session.js';
import { transferCommands } from './commands-transfer.js';
import type { FtpFeatures } from './options.js';

const COMMANDS = new Map<string, Command>(Object.entries({ ...sessionCommands, ...fileCommands, ...transferCommands }));

/** The names of old (RFC 775) that some clients still use. */
const ALIASES = new Map([
  ['XPWD', 'PWD'],
  ['XCWD', 'CWD'],
  ['XCUP', 'CDUP'],
  ['XMKD', 'MKD'],
  ['XRMD', 'RMD'],
]);

/** The command of a verb; `undefined` where it is unknown or switched off. */
export function findCommand(verb: string, features: FtpFeatures): Command | undefined {
  const command = COMMANDS.get(ALIASES.get(verb) ?? verb);
  return command?.feature && !features[command.feature] ? undefined : command;
}
