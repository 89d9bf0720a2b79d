import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { SCHEMES, type Scheme } from '../stores/schemes.js';
import type { Security } from '../stores/login.js';

/** An FTP server, as an address or FTP_SERVER names it. */
export interface FtpServer {
  readonly host: string;
  readonly port: number;
  readonly secure: Security;
}

/** A server that is reached through SSH; `user` where the address says who logs in. */
export interface SftpServer {
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
}

/** A server of either kind. */
export type ServerAddress = ({ readonly kind: 'ftp' } & FtpServer) | ({ readonly kind: 'sftp' } & SftpServer);

/** Where a store is: a folder, or a place on a server; passwords come from the environment alone. */
export type StoreAddress =
  { readonly kind: 'folder'; readonly path: string } | (ServerAddress & { readonly path: string });

/** What is wrong with a setting, and what to write. */
export interface Wrong {
  readonly problem: string;
}

const FTP_PORT = SCHEMES['ftp']!.port;
const SSH_PORT = SCHEMES['sftp']!.port;
const IMPLICIT_PORT = 990;
const EXPECTED = 'expected a folder, ftp://host[:port]/path, ftps://host[:port]/path or sftp://user@host[:port]/path';

/** What a server is called before its port and security are known to be the usual ones. */
export interface NamedServer {
  readonly host: string;
  readonly port: number | undefined;
  readonly isSecure: boolean | undefined;
  /** SFTP, where a scheme says so, and who logs in. */
  readonly isSftp?: true;
  readonly user?: string;
}

/** As `serverAt`, of a server that is reached through SSH. */
export function sftpServerAt({ host, port, user }: NamedServer): SftpServer {
  return { host, port: port ?? SSH_PORT, user };
}

/** The port where none is given, and the kind of TLS: that of port 990 begins with the first byte. */
export function serverAt({ host, port, isSecure }: NamedServer, isImplicit = false): FtpServer {
  if (isImplicit) return { host, port: port ?? IMPLICIT_PORT, secure: 'implicit' };
  if (isSecure !== true) return { host, port: port ?? FTP_PORT, secure: false };
  return { host, port: port ?? FTP_PORT, secure: port === IMPLICIT_PORT ? 'implicit' : 'explicit' };
}

/**
 * Reads `--from` and `--to`: a folder, `ftp://host[:port]/path` or `ftps://…` (TLS asked for in clear, but on port 990). In the
 * path `%20` and its like stand for characters, and `#` and `?` for themselves. `sftp://user@host[:port]/path` is a place on an SSH
 * server, `/~/path` one in the user's own folder there. Gives what is wrong instead, where something is; a password in it is,
 * because command lines are seen by everybody.
 */
export function parseAddress(text: string): StoreAddress | Wrong {
  if (text === '') return { problem: 'it is empty' };
  const found = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text);
  if (!found) {
    const isMeant = /^(?:ftp|ftps|ftpes|sftp):/i.test(text);
    return isMeant ? { problem: `"${masked(text)}" is no address; ${EXPECTED}` } : { kind: 'folder', path: text };
  }
  const scheme = schemeOf(found[1]!);
  if (!scheme)
    return { problem: `"${found[1]!.toLowerCase()}://" is not understood; use a folder, ftp://, ftps:// or sftp://` };
  const [, authority, rest] = /^([^/]*)(.*)$/s.exec(found[2]!)!;
  const server = parseServer(authority!, found[2]!, scheme);
  if ('problem' in server) return server;
  const path = parsePath(rest!);
  return typeof path === 'string' ? { ...addressOf(server), path } : path;
}

function addressOf(server: NamedServer): ServerAddress {
  return server.isSftp ? { kind: 'sftp', ...sftpServerAt(server) } : { kind: 'ftp', ...serverAt(server) };
}

function schemeOf(name: string): Scheme | undefined {
  return Object.entries(SCHEMES).find(([scheme]) => scheme === name.toLowerCase())?.[1];
}

/**
 * Reads FTP_SERVER and its like: `host`, `host:2121`, `[::1]:2121`, `::1`, and `ftp://host`, `ftps://host`, `sftp://user@host` with or
 * without a port.
 * Gives what is wrong instead, where something is.
 */
export function parseServerName(text: string): NamedServer | Wrong {
  if (isIPv6(text)) return { host: text, port: undefined, isSecure: undefined };
  const found = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text);
  if (!found) return parseServer(text, text, undefined);
  const scheme = schemeOf(found[1]!);
  if (!scheme) return { problem: `"${found[1]!.toLowerCase()}://" is not understood; write the host alone` };
  return parseServer(found[2]!.replace(/\/$/, ''), found[2]!, scheme);
}

const HOST_AND_PORT = /^(\[[^\]]*\]|[^:[\]]*)(?::(.*))?$/s;

const LOGIN: Wrong = { problem: 'it holds a user or password; set FTP_USERNAME and FTP_PASSWORD instead' };
const PASSWORD: Wrong = {
  problem: 'it holds a password; set FTP_PASSWORD instead, and leave the user alone before the "@"',
};

/** `host[:port]`, or `user@host[:port]` where the scheme has users; `whole` is what it is the beginning of. */
function parseServer(text: string, whole: string, scheme: Scheme | undefined): NamedServer | Wrong {
  if (!scheme?.takesUser) return parseHost(text, whole, scheme?.isSecure);
  const at = text.lastIndexOf('@');
  const named = text.slice(0, Math.max(0, at));
  if (named.includes(':') || (at < 0 && whole.includes('@') && /:[^/]*[^/\d]/.test(text))) return PASSWORD;
  const user = at < 0 ? undefined : parseUser(named);
  if (typeof user === 'object') return user;
  const server = parseHost(text.slice(at + 1), '', undefined);
  if ('problem' in server) return server;
  return { ...server, isSftp: true, ...(user !== undefined && { user }) };
}

function parseUser(text: string): string | Wrong {
  const user = parsePath(text);
  if (text === '') return { problem: 'the user before the "@" is missing' };
  return typeof user === 'string' && user.includes('/') ? { problem: `"${text}" is no user` } : user;
}

/** `host[:port]`. */
function parseHost(text: string, whole: string, isSecure: boolean | undefined): NamedServer | Wrong {
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
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const port = address.port === (address.kind === 'sftp' ? SSH_PORT : FTP_PORT) ? '' : `:${address.port}`;
  if (address.kind === 'ftp') return `${address.secure === false ? 'ftp' : 'ftps'}://${host}${port}${address.path}`;
  const user = address.user === undefined ? '' : `${encodeURIComponent(address.user)}@`;
  return `sftp://${user}${host}${port}${address.path.startsWith('/') ? '' : '/~/'}${address.path}`;
}
