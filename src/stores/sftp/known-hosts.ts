import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { SSH_PORT } from './options.js';

/** A line of a file of known hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export interface KnownHost {
  /** Names and patterns, or one hashed name. */
  readonly names: readonly string[];
  /** Such as `ssh-ed25519`. */
  readonly type: string;
  /** Base 64. */
  readonly key: string;
  readonly isRevoked: boolean;
  readonly file: string;
  readonly line: number;
}

const LINE = /^(?:@(\S+)\s+)?(\S+)\s+(\S+)\s+([A-Za-z0-9+/]+=*)(?:\s|$)/;

/** The keys that a file names; lines that are no such thing, or name an authority (`@cert-authority`), are passed over. */
export function readKnownHosts(text: string, file: string): KnownHost[] {
  return text.split(/\r?\n/).flatMap((line, i) => {
    const found = LINE.exec(line.trim());
    if (line.trim().startsWith('#') || !found || (found[1] !== undefined && found[1] !== 'revoked')) return [];
    const [, marker, names, type, key] = found as unknown as [string, string | undefined, string, string, string];
    return [{ names: names.split(','), type, key, isRevoked: marker !== undefined, file, line: i + 1 }];
  });
}

/** What known hosts say of a server: its lines, those of its port first, and of the host without one only where there are none. */
export function linesOf(known: readonly KnownHost[], host: string, port: number): readonly KnownHost[] {
  const name = host.toLowerCase();
  const withPort = port === SSH_PORT ? name : `[${name}]:${port}`;
  const own = known.filter(({ names }) => isNamed(names, withPort));
  return own.length > 0 || port === SSH_PORT ? own : known.filter(({ names }) => isNamed(names, name));
}

function isNamed(names: readonly string[], name: string): boolean {
  const isAgainst = names.some((text) => text.startsWith('!') && matches(text.slice(1), name));
  return !isAgainst && names.some((text) => !text.startsWith('!') && matches(text, name));
}

/** A name, a pattern with `*` and `?`, or `|1|salt|hash`: HMAC-SHA1 of the name. */
function matches(pattern: string, name: string): boolean {
  const hashed = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern);
  if (hashed) {
    const made = createHmac('sha1', Buffer.from(hashed[1]!, 'base64')).update(name).digest();
    const known = Buffer.from(hashed[2]!, 'base64');
    return known.length === made.length && timingSafeEqual(known, made);
  }
  const lower = pattern.toLowerCase();
  if (!/[*?]/.test(lower)) return lower === name;
  const source = lower.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(name);
}

/** The type that a key's own bytes say. */
export function typeOfKey(key: Buffer): string {
  const lengthBytes = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return key.toString('latin1', 4, 4 + Math.min(lengthBytes, 64));
}

/** `SHA256:…`, as `ssh-keygen -l` shows a key. */
export function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** What is to be thought of a server's key. */
export type Judgement =
  | { readonly is: 'known' }
  | { readonly is: 'unknown' }
  | { readonly is: 'changed' | 'revoked'; readonly by: KnownHost };

/** `changed`: there is a line for the server, and it has another key; `unknown`: there is none. */
export function judgeKey(lines: readonly KnownHost[], key: Buffer): Judgement {
  const text = key.toString('base64');
  const same = lines.filter((line) => line.key === text);
  const revoked = same.find(({ isRevoked }) => isRevoked);
  if (revoked) return { is: 'revoked', by: revoked };
  if (same.length > 0) return { is: 'known' };
  const type = typeOfKey(key);
  const others = lines.filter(({ isRevoked }) => !isRevoked);
  const other = others.find((line) => line.type === type) ?? others[0];
  return other ? { is: 'changed', by: other } : { is: 'unknown' };
}
