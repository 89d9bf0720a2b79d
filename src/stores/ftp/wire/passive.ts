import { connect, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { FTPContext } from '../basic-ftp.js';
import { PIECE_BYTES } from '../../../domain/storage/store.js';
import { PassiveRefusal } from '../failure.js';
import type { Reply } from './reply.js';

export type PassiveCommand = 'EPSV' | 'PASV';

/** A port stands in the last line of a reply, which is short: in a longer one these expressions would look for very long. */
const MOST_CHARS = 512;

/**
 * The port of a reply to EPSV, `(|||40000|)` with any sign for the bar (RFC 2428), or to PASV. Throws a `PassiveRefusal` where
 * there is none.
 */
export function passivePort(reply: Reply): number {
  const text = reply.text.slice(-MOST_CHARS);
  const extended = /([^\w\s(),.])\d?\1\S*?\1(\d{1,5})\1/.exec(text);
  const plain = /\d+,\d+,\d+,\d+,(\d+),(\d+)/.exec(text);
  const port = plain ? Number(plain[1]) * 256 + Number(plain[2]) : Number(extended?.[2] ?? 0);
  if (reply.code < 200 || reply.code > 299 || port < 1 || port > 65_535) throw new PassiveRefusal(reply);
  return port;
}

/** Who is told of a data connection. */
export interface DataListener {
  /** It is made; under TLS, the handshake comes after. */
  readonly onConnect: () => void;
  /** Takes what arrives; good only until it returns, as the next bytes are read over it. */
  readonly onArrival: (bytes: Buffer) => void;
}

/** Where bytes of all data connections are read into: each piece is taken before the next one is read. */
const ARRIVALS = Buffer.allocUnsafeSlow(PIECE_BYTES);

/**
 * A data connection that is being made, always to the host of the control connection: an address in a PASV reply is
 * often wrong behind a router, and following it would let a server point us at others. Every piece goes to `onArrival`,
 * without a buffer of its own.
 */
export function connectData(ftp: FTPContext, port: number, { onConnect, onArrival }: DataListener): Socket {
  const { socket: control } = ftp;
  // Not kept alive: silence ends a transfer long before a router forgets it, and asking for it costs each file five calls.
  const to = { host: control.remoteAddress!, port, noDelay: true };
  if (!(control instanceof TLSSocket)) return connect({ ...to, onread: readingInto(onArrival) }, onConnect);
  const socket = connect(to, onConnect);
  const session = ftp.tlsSessionStore ?? control.getSession();
  const secure = connectTls({ ...ftp.tlsOptions, socket, ...(session ? { session } : {}) });
  secure.on('session', (ticket) => {
    ftp.tlsSessionStore = ticket;
  });
  return secure.on('data', onArrival);
}

function readingInto(onArrival: DataListener['onArrival']): OnReadOpts {
  return {
    buffer: ARRIVALS,
    callback: (length) => {
      onArrival(ARRIVALS.subarray(0, length));
      return true;
    },
  };
}
