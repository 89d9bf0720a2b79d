import type { FtpEntry } from './backend.js';
import { Refusal, type Reply } from './reply.js';

/** Ways of servers, and of what stands in front of them, that differ from the usual; nothing of it is a fault. */
export interface FtpHabits {
  /** The lines of a LIST, without their ends, instead of those of `ls -l`. */
  readonly listLines?: (entries: readonly FtpEntry[], nowS: number) => readonly string[];
  /** One line of MLSD. */
  readonly factLine?: (entry: FtpEntry) => string;
  /** FEAT's words about MLST. */
  readonly facts?: string;
  /** How names go over the line: UTF-8 unless given; with latin1 a name has a character for every byte. */
  readonly encoding?: 'utf8' | 'latin1';
  /** The reply to EPSV for a port that is awaited, text after the code; another port in it leads nowhere. */
  readonly extendedPassive?: (port: number) => { readonly code: number; readonly text: string };
  /** What a firewall does to a control connection on which a command comes before the reply to the one before. */
  readonly whenTogether?: 'reset' | 'end' | 'silence';
  /** How far ahead of those of MDTM the dates of MLSD and MLST are. */
  readonly listingAheadS?: number;
  /** What is sent as soon as a client has connected, line ends and all. */
  readonly greeting?: string;
  /** The final reply to a command in other words, or with another code. */
  readonly answer?: (verb: string, usual: Reply) => Reply;
  /** A mark (1xx) that comes before the final reply. */
  readonly mark?: (verb: string) => Reply | undefined;
  /** A control connection ends when it has answered so many commands, those of the login among them. */
  readonly mostCommands?: number;
  /** What is said before that; nothing unless given. */
  readonly farewell?: Reply;
  /** Commands that take the name of a file in the current folder and no path, and what is said to one with a path. */
  readonly namesOnly?: { readonly verbs: readonly string[]; readonly code: number };
  /** Logins that are let in within so long; the others are told `reply`. */
  readonly mostLogins?: { readonly logins: number; readonly withinMs: number; readonly reply: Reply };
  /** The end of a download or listing is told before its data is sent. */
  readonly endsEarly?: boolean;
}

/** Throws where a server with this habit does not take the argument. */
export function checkArgument({ namesOnly }: FtpHabits, verb: string, argument: string): void {
  if (namesOnly?.verbs.includes(verb) && argument.includes('/'))
    throw new Refusal(namesOnly.code, `${argument}: a name in the current directory is expected.`);
}

/** Counts logins in a span of time. */
export class LoginGate {
  readonly #atMs: number[] = [];

  constructor(private readonly mostLogins: FtpHabits['mostLogins']) {}

  /** Throws where one more is too many. */
  enter(): void {
    if (!this.mostLogins) return;
    const { logins, withinMs, reply } = this.mostLogins;
    const nowMs = performance.now();
    while (this.#atMs.length > 0 && nowMs - this.#atMs[0]! >= withinMs) this.#atMs.shift();
    if (this.#atMs.length >= logins) throw new Refusal(reply.code, reply.lines.join(' '));
    this.#atMs.push(nowMs);
  }
}
