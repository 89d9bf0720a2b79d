/** TLS: from the first byte on, or asked for in clear (AUTH TLS). */
export type Security = false | 'explicit' | 'implicit';

/** Who logs in, and how. */
export interface StoreLogin {
  readonly user: string;
  /** '': none. */
  readonly password: string;
  readonly key?: PrivateKey | undefined;
}

/** A private key, read when a connection is made. */
export interface PrivateKey {
  readonly file: string;
  readonly passphrase: string | undefined;
  /** Throws CONFIG where the file cannot be used. */
  readonly read: () => string;
}
