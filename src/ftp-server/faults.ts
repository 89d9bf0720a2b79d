/** What is to go wrong with one command. */
export type FaultAction =
  /** The command is not carried out; 421 also closes the control connection. */
  | { readonly kind: 'refuse'; readonly code: number; readonly text?: string }
  /** Carried out, but answered like this instead of with the true final reply. */
  | { readonly kind: 'answer'; readonly code: number; readonly text?: string }
  /** Carried out, but its final reply never comes, nor any later one on this connection. */
  | { readonly kind: 'silence' }
  /** The control connection breaks before the command is carried out. */
  | { readonly kind: 'disconnect' }
  /** Carried out, but the control connection is reset instead of the final reply. */
  | { readonly kind: 'hang-up' }
  /** Carried out later. */
  | { readonly kind: 'delay'; readonly delayMs: number }
  /**
   * The data of a download, upload or listing stops after so many bytes (0: before the first), and `code` is answered
   * (226 after `end`, 426 after `reset`, unless given). `end` closes the data connection in order, or, on an upload,
   * swallows the rest; `reset` breaks it.
   */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly how: 'end' | 'reset'; readonly code?: number }
  /** The data of a download stops after so many bytes, and nothing more is ever sent or said. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** The data of a download comes so slowly. */
  | { readonly kind: 'trickle'; readonly bytes: number; readonly everyMs: number }
  /** On PASV: this address is given instead of the server's own. */
  | { readonly kind: 'wrong-address'; readonly host: string }
  /** On LIST, MLSD, NLST: files of these names, raw, stand at the end of the listing. */
  | { readonly kind: 'extra-names'; readonly names: readonly string[] }
  /** On LIST, MLSD, NLST: only so many entries, and `226 Output truncated`. */
  | { readonly kind: 'short-listing'; readonly entries: number }
  /** On RNTO: refused with 550 if the new name is taken. */
  | { readonly kind: 'no-overwrite' };

/** A command about to be carried out. */
export interface FaultCall {
  readonly verb: string;
  /** Absolute and normalised; '' for a command without a path. */
  readonly path: string;
  /** 1 for the first command of this verb since the server started. */
  readonly nth: number;
}

/** Consulted before every command; may also act on the backend, to change a file between two commands. */
export type FaultFunction = (call: FaultCall) => FaultAction | undefined;

/** A fault for the commands that match every condition given. */
export interface FaultRule {
  readonly verb?: string;
  /** An exact path, or a pattern to find in it. */
  readonly path?: string | RegExp;
  readonly nth?: number;
  /** How often it strikes; once unless given. */
  readonly times?: number;
  readonly action: FaultAction;
}

/** The faults as one function; rules are tried in order, the first that matches and is not used up strikes. */
export function faultFunction(faults: FaultFunction | readonly FaultRule[] = []): FaultFunction {
  if (typeof faults === 'function') return faults;
  const left = faults.map((rule) => ({ rule, times: rule.times ?? 1 }));
  return (call) => {
    const hit = left.find(({ rule, times }) => times > 0 && matches(rule, call));
    if (!hit) return undefined;
    hit.times--;
    return hit.rule.action;
  };
}

function matches({ verb, path, nth }: FaultRule, call: FaultCall): boolean {
  if (verb !== undefined && verb !== call.verb) return false;
  if (nth !== undefined && nth !== call.nth) return false;
  return path === undefined || (typeof path === 'string' ? path === call.path : path.test(call.path));
}
