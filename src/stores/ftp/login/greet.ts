import { connect as connectTls } from 'node:tls';
import type { Client } from '../basic-ftp.js';
import { PluvioError } from '../../../domain/errors.js';
import { ImplicitTls } from '../failure.js';
import type { FtpSettings } from '../options.js';
import type { Abilities } from './abilities.js';
import { readReplyLines } from '../wire/reply-lines.js';

/** A server that has not greeted by then may be waiting for us to begin with TLS. */
const SILENCE_MS = 3_000;

/**
 * Connects, and goes on under TLS where that is wanted; gives the server's greeting. A server that keeps silent is looked
 * at meanwhile by another connection: it may be one that speaks TLS from the first byte on. It is spoken to so where TLS is
 * wanted (`ImplicitTls`); throws STORE_UNREACHABLE, which says what to write, where it is not.
 */
export async function greet(client: Client, settings: FtpSettings, abilities: Abilities): Promise<string> {
  const { host, port, secure, ca } = settings;
  // The host is for checking the certificate, on data connections too.
  const tls = { host, ...(ca === undefined ? {} : { ca }) };
  if (secure === 'implicit' || (secure !== false && abilities.implicitTls))
    return (await greeted(client, client.connectImplicitTLS(host, port, tls))).message;
  let impatience: NodeJS.Timeout | undefined;
  let look: TlsLook | undefined;
  const silence = new Promise<never>((_, reject) => {
    const fail = (): void =>
      reject(secure === false ? speaksTls(host, port) : new ImplicitTls('no greeting before TLS'));
    impatience = setTimeout(() => {
      look = lookForTls(host, port, fail);
    }, SILENCE_MS);
  });
  try {
    const greeting = greeted(client, client.connect(host, port));
    // One of the two is not waited for.
    greeting.catch(() => undefined);
    const { message } = await Promise.race([greeting, silence]);
    if (secure !== false) {
      await client.useTLS(tls);
      readReplyLines(client.ftp);
    }
    return message;
  } finally {
    clearTimeout(impatience);
    look?.end();
  }
}

/** A greeting that is under way: its bytes have not come yet. */
function greeted<T>(client: Client, greeting: Promise<T>): Promise<T> {
  readReplyLines(client.ftp);
  return greeting;
}

interface TlsLook {
  readonly end: () => void;
}

/** Tells where a server answers the beginning of TLS; nothing is sent under it, so that the certificate does not matter. */
function lookForTls(host: string, port: number, onTls: () => void): TlsLook {
  const socket = connectTls({ host, port, rejectUnauthorized: false });
  const end = (): void => void socket.destroy();
  socket.on('error', end).on('secureConnect', () => {
    end();
    onTls();
  });
  return { end };
}

function speaksTls(host: string, port: number): PluvioError {
  const place = host.includes(':') ? `[${host}]` : host;
  return new PluvioError(
    'STORE_UNREACHABLE',
    `Cannot connect to ftp://${place}:${port}: the server speaks TLS from the first byte on; ` +
      `use ftps://${place}${port === 990 ? ':990' : `:${port}`}, or FTP_SECURE=implicit`,
  );
}
