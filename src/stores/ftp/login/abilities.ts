import type { ActiveState } from '../wire/active.js';
import {
  ActiveRefused,
  CommandLimit,
  CutTogether,
  DataUnreachable,
  HalfCloseBroken,
  ImplicitTls,
  PassiveRefusal,
  PipeliningBroken,
  Refusal,
} from '../failure.js';
import type { Fallback, FtpEvent } from '../options.js';
import type { ServerTraits } from './server-memory.js';

/** What the server turned out to bear, and what a store found out for itself; shared by all connections of the store. */
export interface Abilities extends ServerTraits {
  /** See `tryActive`. */
  active: ActiveState;
  /** From a command to its reply, the shortest time seen. */
  roundTripMs: number;
  /** Files may be renamed before they are deleted. */
  leaveFirst: boolean;
  /** Whether a file was deleted: until then only one is tried. */
  hasDeleted: boolean;
  /** Whether that trial was refused: the next ones leave the file its name. */
  deleteRefused: boolean;
  /** Transfers that were whole without the server saying so. */
  untoldEnds: number;
  /** The store's root as an absolute path, without a slash at its end; undefined until the first login. */
  root: string | undefined;
}

/** A store's abilities: those of the server are kept where other stores see them. */
export function abilitiesOn(traits: ServerTraits, active: ActiveState): Abilities {
  const own = {
    active,
    roundTripMs: Infinity,
    leaveFirst: true,
    hasDeleted: false,
    deleteRefused: false,
    untoldEnds: 0,
    root: undefined,
  };
  const abilities = { ...traits, ...own } as Abilities;
  for (const name of Object.keys(traits) as (keyof ServerTraits)[]) {
    Object.defineProperty(abilities, name, {
      get: () => traits[name],
      set: (value: never) => {
        (traits as Record<keyof ServerTraits, unknown>)[name] = value;
      },
      enumerable: true,
    });
  }
  return abilities;
}

/**
 * Lowers what is asked of the server where an error shows that it could not bear it; false where it shows none. An
 * error of a connection made before the last lowering says nothing new.
 */
export function lower(
  connection: { readonly abilities: Abilities; readonly generation: number },
  error: unknown,
  emit: (event: FtpEvent) => void,
): boolean {
  const { abilities, generation } = connection;
  if (error instanceof CommandLimit) return true;
  if (error instanceof Refusal && error.command !== undefined && abilities.naming.mayTry(error.command, error.reply))
    return true;
  if (!showsALimit(error)) return false;
  if (generation < abilities.generation) return true;
  const to = plainer(abilities, error);
  if (!to) return false;
  lowerTo(abilities, to);
  emit({ kind: 'fallback', to, reason: error.message });
  return true;
}

/** Asks that much less from now on. */
export function lowerTo(abilities: Abilities, to: Fallback): void {
  if (to === 'pasv') abilities.passive = 'PASV';
  else if (to === 'passive') abilities.active = 'off';
  else if (to === 'no-half-close') abilities.halfClose = false;
  else if (to === 'packets') abilities.readAhead = 'packets';
  else if (to === 'no-read-ahead') abilities.readAhead = 'none';
  else if (to === 'implicit-tls') abilities.implicitTls = true;
  else if (to === 'no-pipelining') abilities.pipelining = false;
  abilities.generation++;
}

const LIMITS = [
  PipeliningBroken,
  PassiveRefusal,
  HalfCloseBroken,
  ActiveRefused,
  CutTogether,
  DataUnreachable,
  ImplicitTls,
];

type Limit = InstanceType<(typeof LIMITS)[number]>;

function showsALimit(error: unknown): error is Limit {
  return LIMITS.some((limit) => error instanceof limit);
}

function plainer(abilities: Abilities, error: Limit): Fallback | undefined {
  const { passive, proven, readAhead, pipelining } = abilities;
  if (error instanceof ImplicitTls) return abilities.implicitTls ? undefined : 'implicit-tls';
  if (error instanceof ActiveRefused) return 'passive';
  if (error instanceof HalfCloseBroken) return 'no-half-close';
  if (error instanceof DataUnreachable) return passive === 'EPSV' && !proven.data ? 'pasv' : undefined;
  if (error instanceof CutTogether) {
    if (error.unproven === undefined || !pipelining) return undefined;
    return error.unproven === 'ahead' ? 'no-read-ahead' : 'no-pipelining';
  }
  if (error instanceof PassiveRefusal) {
    const isUnknown = error.code >= 500 && error.code !== 503;
    if (passive === 'EPSV' && error.code !== 421 && (isUnknown || !proven.data)) return 'pasv';
    if (isUnknown) return undefined;
  }
  // A server that has never answered commands sent together loses nothing more by being asked one by one.
  if (error instanceof PipeliningBroken && !proven.commands && !error.tooEarly)
    return pipelining ? 'no-pipelining' : undefined;
  if (readAhead === 'steady' && error instanceof PipeliningBroken && error.tooEarly) return 'packets';
  if (readAhead !== 'none') return 'no-read-ahead';
  return pipelining ? 'no-pipelining' : undefined;
}
