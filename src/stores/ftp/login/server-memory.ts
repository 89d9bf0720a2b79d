import type { PassiveCommand } from '../wire/passive.js';
import type { ReadAhead } from '../wire/send-ahead.js';
import { CommandLimits } from './command-limits.js';
import { LoginRate } from './login-rate.js';
import { Naming } from '../wire/naming.js';

/** What a server, and the way to it, turned out to bear: the same for every login. All but what is asked is only ever lowered. */
export interface ServerTraits {
  /** Commands may be sent before the replies to earlier ones. */
  pipelining: boolean;
  /** The next file may be asked for while one is under way. */
  readAhead: ReadAhead;
  /** Our side of a data connection is ended before the file comes; undefined until the server was greeted. */
  halfClose: boolean | undefined;
  passive: PassiveCommand;
  /** Undefined until the server was asked. */
  mlsd: boolean | undefined;
  /** The command that asks for facts that MLSD does not give by itself. */
  facts: string | undefined;
  /** Whether there are SIZE and MDTM, as far as is known. */
  size: boolean;
  mdtm: boolean;
  /** By how much the dates of MLSD are ahead of those of MDTM; undefined until they were compared. */
  zoneAheadS: number | undefined;
  /** Whether the dates of MLSD have anything to do with those of MDTM. */
  listingDates: boolean;
  /** It speaks TLS from the first byte on, though it was not said to. */
  implicitTls: boolean;
  /** How many commands it answers on one connection. */
  readonly limits: CommandLimits;
  /** How often logins may be made. */
  readonly logins: LoginRate;
  /** How files are named in commands. */
  readonly naming: Naming;
  /** What has been seen to work; `data`: a data connection to a port that the server gave. */
  readonly proven: { commands: boolean; transfers: boolean; ahead: boolean; data: boolean };
  /** How often anything was lowered. */
  generation: number;
}

function bestTraits(): ServerTraits {
  return {
    pipelining: true,
    readAhead: 'steady',
    halfClose: undefined,
    passive: 'EPSV',
    mlsd: undefined,
    facts: undefined,
    size: true,
    mdtm: true,
    zoneAheadS: undefined,
    listingDates: true,
    implicitTls: false,
    limits: new CommandLimits(),
    logins: new LoginRate(),
    naming: new Naming(),
    proven: { commands: false, transfers: false, ahead: false, data: false },
    generation: 0,
  };
}

/** What is known of servers, for as long as the process, or whoever made it, lasts. */
export class ServerMemory {
  readonly #known = new Map<string, ServerTraits>();

  /** What is known of the server at `host:port`; the best is hoped for where nothing is. */
  traitsOf(host: string, port: number): ServerTraits {
    const key = `${host.toLowerCase()}:${port}`;
    const traits = this.#known.get(key) ?? bestTraits();
    this.#known.set(key, traits);
    return traits;
  }
}
