import { connect, type Socket } from 'node:net';
import ssh2, {
  type AnyAuthMethod,
  type AuthHandlerMiddleware,
  type KeyboardInteractiveAuthMethod,
  type ParsedKey,
  type SFTPWrapper,
} from 'ssh2';
import { messageOf, PluvioError } from '../../domain/errors.js';
import { NotConnected, saying } from './failure.js';
import { HostKeyCheck } from './host-key.js';
import type { PrivateKey } from '../login.js';
import { serverText, type SftpSettings } from './options.js';
import { Session } from './session.js';

/** After so much silence the system looks whether the other side is still there, which also reminds routers on the way. */
const KEEP_ALIVE_MS = 30_000;

/**
 * A session on the server, its host key checked. Throws STORE_UNREACHABLE where the login or the key is refused, CONFIG where a
 * file cannot be used, and a `NotConnected` where another attempt may end otherwise.
 */
export async function openSession(
  settings: SftpSettings,
  redact: (text: string) => string,
  keys: KeyRing,
): Promise<Session> {
  const { knownHosts, timeoutMs } = settings;
  const check = knownHosts === false ? undefined : new HostKeyCheck(settings, knownHosts);
  const login = loginOf(settings, keys);
  const socket = await reach(settings);
  const client = new ssh2.Client();
  try {
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      client.on('error', (error: Error & { readonly level?: string }) =>
        reject(check?.problem ?? loginFailure(settings, error, redact)),
      );
      client.on('close', () => reject(new NotConnected('the connection was closed before the login was through')));
      client.on('ready', () =>
        client.sftp((error, channel) => (error ? reject(noSftp(settings, error)) : resolve(channel))),
      );
      client.connect({
        username: settings.user,
        authHandler: login,
        sock: socket,
        readyTimeout: timeoutMs,
        ...(check && {
          hostVerifier: (key: Buffer) => check.accepts(key),
          algorithms: { serverHostKey: check.algorithms },
        }),
      });
    });
    return new Session(client, sftp, socket, timeoutMs);
  } catch (error) {
    client.on('error', () => undefined);
    client.end();
    socket.destroy();
    throw error;
  }
}

/** Keys that were opened: with a passphrase that takes a second. */
export class KeyRing {
  #last: { readonly text: string; readonly key: ParsedKey } | undefined;

  /** Throws CONFIG for a file that holds no private key, or does not open. */
  open({ read, file, passphrase }: PrivateKey): ParsedKey {
    const text = read();
    if (this.#last?.text === text) return this.#last.key;
    const parsed = ssh2.utils.parseKey(text, passphrase) as ParsedKey | ParsedKey[] | Error;
    const key = Array.isArray(parsed) ? parsed[0]! : parsed;
    const wrong = key instanceof Error ? messageOf(key) : key.isPrivateKey() ? undefined : 'it holds no private key';
    if (wrong !== undefined) throw new PluvioError('CONFIG', `Cannot use the key file ${file}: ${wrong}`, { file });
    const opened = key as ParsedKey;
    this.#last = { text, key: opened };
    return opened;
  }
}

/** The server is asked what it takes; of that a private key first, then the password, as such or as the answer to what is asked. */
function loginOf({ user: username, password, key }: SftpSettings, keys: KeyRing): AuthHandlerMiddleware {
  const ways: AnyAuthMethod[] = [{ type: 'none', username }];
  if (key) ways.push({ type: 'publickey', username, key: keys.open(key) });
  if (password !== '') {
    ways.push({ type: 'password', username, password });
    // eslint-disable-next-line max-params -- ssh2 calls it so
    const prompt: Prompt = (_name, _instructions, _language, prompts, finish) => finish(prompts.map(() => password));
    ways.push({ type: 'keyboard-interactive', username, prompt });
  }
  return (left, _partly, next) => {
    const isTaken = ({ type }: AnyAuthMethod): boolean => type === 'none' || left.includes(type);
    let way = ways.shift();
    while (way && !isTaken(way)) way = ways.shift();
    next(way ?? (false as never));
  };
}

type Prompt = KeyboardInteractiveAuthMethod['prompt'];

/** A TCP connection. */
function reach({ host, port, timeoutMs }: SftpSettings): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
    const timer = setTimeout(() => socket.destroy(new NotConnected('no answer in time')), timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(new NotConnected(saying(error)));
    };
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      // The client listens from now on; what comes before it does is nobody's.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function loginFailure(
  settings: SftpSettings,
  error: Error & { readonly level?: string },
  redact: (text: string) => string,
): Error {
  if (error.level !== 'client-authentication') return new NotConnected(redact(saying(error)));
  const { user, password, key, advice } = settings;
  const tried = [...(key ? [`the key ${key.file}`] : []), ...(password === '' ? [] : ['the password'])];
  const what = tried.length === 0 ? 'and neither a password nor a key was given' : `by ${tried.join(' and ')}`;
  return new PluvioError(
    'STORE_UNREACHABLE',
    `Cannot log in to ${serverText(settings)}: the server refuses "${user}" ${what}; ${advice.login}`,
    { transient: false },
  );
}

function noSftp(settings: SftpSettings, error: Error): Error {
  return new PluvioError(
    'STORE_UNREACHABLE',
    `Cannot use ${serverText(settings)}: the server gives this login no SFTP (${saying(error)}); ask its operator for it`,
    { transient: false },
  );
}
