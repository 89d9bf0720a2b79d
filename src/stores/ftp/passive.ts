import { connect, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { FTPContext } from 'basic-ftp';
import { PassiveRefusal } from './failure.js';
import type { Reply } from './reply.js';

export type PassiveCommand = 'EPSV' | 'PASV';

/** The port of a reply to EPSV or PASV. Throws a `PassiveRefusal` where there is none. */
export function passivePort(reply: Reply): number {
  const extended = /\|\|\|(\d+)\|/.exec(reply.text);
  const plain = /\d+,\d+,\d+,\d+,(\d+),(\d+)/.exec(reply.text);
  const port = extended ? Number(extended[1]) : plain ? Number(plain[1]) * 256 + Number(plain[2]) : 0;
  if (reply.code < 200 || reply.code > 299 || port < 1 || port > 65_535) throw new PassiveRefusal(reply);
  return port;
}

/**
 * A data connection that is being made, always to the host of the control connection: an address in a PASV reply is
 * often wrong behind a router, and following it would let a server point us at others.
 */
export function connectData(ftp: FTPContext, port: number): Socket {
  const { socket: control } = ftp;
  const socket = connect({ host: control.remoteAddress!, port, noDelay: true });
  if (!(control instanceof TLSSocket)) return socket;
  const session = ftp.tlsSessionStore ?? control.getSession();
  const secure = connectTls({ ...ftp.tlsOptions, socket, ...(session ? { session } : {}) });
  secure.on('session', (ticket) => {
    ftp.tlsSessionStore = ticket;
  });
  return secure;
}
