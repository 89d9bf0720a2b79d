import type { Reply } from './reply.js';

/** How servers refuse a path that they do not take, where they say it at all. */
const REFUSALS = new Set([501, 504, 550, 553]);
/** Words of refusals that are about rights. */
const RIGHTS = /denied|permission|privilege|forbidden/i;
/** How often names alone are tried without success; once where what is refused for one file is refused for all. */
const MOST_TRIALS: Readonly<Record<string, number>> = { RETR: 3, SIZE: 3, MDTM: 3, MLST: 3 };
const FILE_COMMAND = /^(RETR|STOR|APPE|SIZE|MDTM|MLST|DELE|RNFR|RNTO|MKD) (.*)\/([^/]+)$/s;

/** The folder of a command about a file that is given by its path; undefined for other commands. */
export function folderIn(command: string): string | undefined {
  const [, , folder] = FILE_COMMAND.exec(command) ?? [];
  return folder === '' ? '/' : folder;
}

/**
 * How a server wants files to be named: by their paths, which is usual, or, after a CWD, by their names alone. The second is tried
 * where a command is refused that has never worked with a path.
 */
export class Naming {
  #way: 'paths' | 'trial' | 'names' = 'paths';
  #triedVerb = '';
  readonly #byPath = new Set<string>();
  readonly #trials = new Map<string, number>();

  /** Whether commands are sent with names, from the folder of the file. */
  get byName(): boolean {
    return this.#way !== 'paths';
  }

  /** The command with the name alone, where `folder` is the current one; undefined where another one has to be entered. */
  inFolder(command: string, folder: string | undefined): string | undefined {
    const wanted = folderIn(command);
    if (wanted === undefined) return command;
    const [, verb, , name] = FILE_COMMAND.exec(command)!;
    if (wanted === folder) return `${verb!} ${name!}`;
    return verb === 'RNTO' ? command : undefined;
  }

  /** Whether a command that was refused, of a file that should be there, may be sent again with its name alone. */
  mayTry(command: string, { code, text }: Reply): boolean {
    const verb = verbOf(command);
    if (!REFUSALS.has(code) || RIGHTS.test(text) || folderIn(command) === undefined || this.#byPath.has(verb))
      return false;
    if (this.byName) return true;
    const trials = this.#trials.get(verb) ?? 0;
    if (trials === (MOST_TRIALS[verb] ?? 1)) return false;
    this.#trials.set(verb, trials + 1);
    this.#way = 'trial';
    this.#triedVerb = verb;
    return true;
  }

  /** Takes note of a reply to a command as it was sent; true where it shows that names alone are what works. */
  note(command: string, { code }: Reply): boolean {
    const isPath = command.includes('/');
    if (isPath && code < 400) this.#byPath.add(verbOf(command));
    if (isPath || this.#way !== 'trial' || verbOf(command) !== this.#triedVerb) return false;
    if (code < 400) this.#way = 'names';
    else if (REFUSALS.has(code)) this.#way = 'paths';
    return code < 400;
  }
}

function verbOf(command: string): string {
  const space = command.indexOf(' ');
  return space < 0 ? command : command.slice(0, space);
}
