import type { PluvioError } from '../domain/errors.js';
import type { StoreAddress } from './address.js';

/** A value and where it came from: an option, one or several variables (`A, B`), or the default. */
export interface Setting<T> {
  readonly value: T;
  readonly from: string;
}

export interface Login {
  readonly user: string;
  readonly password: string;
  /** A private key, and what opens it. */
  readonly key?: { readonly file: string; readonly passphrase: string | undefined };
}

/** A store to open; the login is there for servers. */
export interface StoreSetting {
  readonly address: StoreAddress;
  readonly login: Login;
}

/** Something that is wrong with the settings, or with a table named in them. */
export type Problem = string | PluvioError;

/** What a word that is true or false says; undefined for others. */
export function truthOf(text: string): boolean | undefined {
  if (['true', '1', 'yes'].includes(text)) return true;
  return ['false', '0', 'no'].includes(text) ? false : undefined;
}
