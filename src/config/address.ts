import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/** TLS: from the first byte on, or asked for in clear (AUTH TLS). */
export type Security = false | 'explicit' | 'implicit';

/** A server, as an address or FTP_SERVER names it. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: Security;
}

/** Where a store is: a folder, or a place on an FTP server; credentials come from the environment alone. */
export type StoreAddress =
  | { readonly kind: 'folder'; readonly path: string }
  | ({ readonly kind: 'ftp'; readonly path: string } & ServerAddress);

/** What is wrong with a setting, and what to write. */
export interface Wrong {
  readonly problem: string;
}

const FTP_PORT = 21;
const IMPLICIT_PORT = 990;
const EXPECTED = 'expected a folder, ftp://host[:port]/path or ftps://host[:port]/path';

/** What a server is called before its port and security are known to be the usual ones. */
export interface NamedServer {
  readonly host: string;
  readonly port: number | undefined;
  readonly isSecure: boolean | undefined;
}

/** The port where none is given, and the kind of TLS: that of port 990 begins with the first byte. */
export function serverAt({ host, port, isSecure }: NamedServer, isImplicit = false): ServerAddress {
  if (isImplicit) return { host, port: port ?? IMPLICIT_PORT, secure: 'implicit' };
  if (isSecure !== true) return { host, port: port ?? FTP_PORT, secure: false };
  return { host, port: port ?? FTP_PORT, secure: port === IMPLICIT_PORT ? 'implicit' : 'explicit' };
}

/**
 * Reads `--from` and `--to`: a folder, `ftp://host[:port]/path` or `ftps://…` (TLS asked for in clear, but on port 990). In the
 * path `%20` and its like stand for characters, and `#` and `?` for themselves. Gives what is wrong instead, where something is;
 * a user or password in it is, because command lines are seen by everybody.
 */
export function parseAddress(text: string): StoreAddress | Wrong {
  if (text === '') return { problem: 'it is empty' };
  const found = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text);
  if (!found) {
    const isMeant = /^(?:ftp|ftps|ftpes):/i.test(text);
    return isMeant ? { problem: `"${masked(text)}" is no address; ${EXPECTED}` } : { kind: 'folder', path: text };
  }
  const scheme = found[1]!.toLowerCase();
  if (!SCHEMES.has(scheme)) return { problem: `"${scheme}://" is not understood; use a folder, ftp:// or ftps://` };
  const [, authority, rest] = /^([^/]*)(.*)$/s.exec(found[2]!)!;
  const server = parseServer(authority!, found[2]!, SCHEMES.get(scheme));
  if ('problem' in server) return server;
  const path = parsePath(rest!);
  return typeof path === 'string' ? { kind: 'ftp', ...serverAt(server), path } : path;
}

/** The schemes, and whether they mean TLS. */
const SCHEMES = new Map([
  ['ftp', false],
  ['ftps', true],
  ['ftpes', true],
]);

/**
 * Reads FTP_SERVER and its like: `host`, `host:2121`, `[::1]:2121`, `::1`, and `ftp://host`, `ftps://host` with or without a port.
 * Gives what is wrong instead, where something is.
 */
export function parseServerName(text: string): NamedServer | Wrong {
  if (isIPv6(text)) return { host: text, port: undefined, isSecure: undefined };
  const found = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text);
  if (!found) return parseServer(text, text, undefined);
  const scheme = found[1]!.toLowerCase();
  if (!SCHEMES.has(scheme)) return { problem: `"${scheme}://" is not understood; write the host alone` };
  return parseServer(found[2]!.replace(/\/$/, ''), found[2]!, SCHEMES.get(scheme));
}

const HOST_AND_PORT = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/s;

const LOGIN: Wrong = { problem: 'it holds a user or password; set FTP_USERNAME and FTP_PASSWORD instead' };

/** `host[:port]`; `whole` is what it is the beginning of. */
function parseServer(text: string, whole: string, isSecure: boolean | undefined): NamedServer | Wrong {
  if (text.includes('@')) return LOGIN;
  if (/^[^[]*:.*:/s.test(text)) return { problem: `"${text}" is no host; write an IPv6 address in brackets, as [::1]` };
  const found = HOST_AND_PORT.exec(text);
  const host = found && hostOf(found[1]!);
  if (!host) return wrongHost(text);
  const portText = found[2];
  if (portText === undefined || portText === '') return { host, port: undefined, isSecure };
  const port = portOf(portText);
  if (port !== undefined) return { host, port, isSecure };
  // A password with a stroke in it looks like a port and a path.
  return whole.includes('@') ? LOGIN : { problem: `"${portText}" is not a port; expected 1 to 65535` };
}

function wrongHost(text: string): Wrong {
  if (text === '') return { problem: 'the host is missing; expected ftp://host[:port]/path' };
  const stray = /[/\\?#%]/.exec(text)?.[0];
  if (stray === '/')
    return { problem: `"${text}" holds a path; write the host alone, and the path in FTP_SOURCE_DIR and its like` };
  if (stray !== undefined)
    return { problem: `"${text}" is no host: "${stray}" cannot be in one; expected host[:port], then a "/"` };
  return { problem: `"${text}" is no host` };
}

/** The host as sockets take it; undefined where it is none. */
function hostOf(text: string): string | undefined {
  const inBrackets = /^\[(.*)\]$/s.exec(text)?.[1];
  if (inBrackets !== undefined) return isIPv6(inBrackets) ? inBrackets : undefined;
  if (text === '' || /[\s\\/?#%@"'<>|^`{}[\]]/.test(text)) return undefined;
  return domainToASCII(text) || undefined;
}

/** 1 to 65535; undefined for other text. */
export function portOf(text: string): number | undefined {
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= 65_535 ? port : undefined;
}

function parsePath(text: string): string | Wrong {
  const stray = /%(?![0-9a-f]{2})(.{0,2})/is.exec(text);
  if (stray) return { problem: `"%${stray[1]!}" is no character; write "%25" for a per cent sign` };
  let path: string;
  try {
    path = decodeURIComponent(text);
  } catch {
    return { problem: `what stands for characters in "${text}" (%…) is no UTF-8` };
  }
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return { problem: `"${text}" holds a control character` };
  return withoutDots(path) || '/';
}

/** `.` falls away, and `..` with the name before it. */
function withoutDots(path: string): string {
  if (!/(?:^|\/)\.{1,2}(?:\/|$)/.test(path)) return path;
  const kept: string[] = [];
  const names = path.split('/');
  for (const [i, name] of names.entries()) {
    const isLast = i === names.length - 1;
    if (name === '..' && kept.length > 1) kept.pop();
    if (name !== '..' && name !== '.') kept.push(name);
    else if (isLast) kept.push('');
  }
  return kept.join('/');
}

/** Without what may be a login. */
function masked(text: string): string {
  return text.replace(/:.*@/s, ':***@');
}

/** An address as messages show it. */
export function formatAddress(address: StoreAddress): string {
  if (address.kind === 'folder') return address.path;
  const { secure, path } = address;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const port = address.port === FTP_PORT ? '' : `:${address.port}`;
  return `${secure === false ? 'ftp' : 'ftps'}://${host}${port}${path}`;
}
