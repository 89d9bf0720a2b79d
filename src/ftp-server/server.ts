import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { ClientSession, track, type ServerContext } from './client-session.js';
import { faultFunction } from './faults.js';
import { LoginGate } from './habits.js';
import { withDefaults, type FtpServerOptions, type FtpServerStats } from './options.js';
import { PassivePorts } from './passive-port.js';
import { formatReply, reply } from './reply.js';

export interface FtpServer {
  readonly host: string;
  readonly port: number;
  readonly stats: FtpServerStats;
  /** Breaks all connections and stops listening. */
  close(): Promise<void>;
}

/**
 * An FTP server (RFC 959, 2228, 2428, 3659, 4217; passive mode only, binary whatever the type) with one user, over a
 * backend of the caller's. Commands may be pipelined. It can be told to misbehave (`faults`). Rejects when it cannot
 * listen, or with a key or certificate that is none.
 */
export async function createFtpServer(options: FtpServerOptions): Promise<FtpServer> {
  const settings = withDefaults(options);
  const stats: FtpServerStats = {
    commands: {},
    connections: { open: 0, total: 0, refused: 0 },
    transfers: { downloads: 0, uploads: 0, listings: 0, sentBytes: 0, receivedBytes: 0 },
  };
  const context: ServerContext = {
    settings,
    stats,
    faultOf: faultFunction(options.faults),
    secureContext: options.tls && createSecureContext(options.tls),
    passivePorts: new PassivePorts(settings.host, settings.latencyMs),
    loginGate: new LoginGate(settings.habits.mostLogins),
    sockets: new Set(),
  };

  const welcome = (raw: Socket): void => {
    track(raw, context.sockets);
    const { secureContext } = context;
    const isImplicit = secureContext && options.tls?.implicit === true;
    const socket = isImplicit ? new TLSSocket(raw, { isServer: true, secureContext }) : raw;
    if (stats.connections.open >= settings.maxConnections) {
      stats.connections.refused++;
      socket.on('error', () => undefined);
      socket.end(formatReply(reply(421, 'Too many connections.')));
      socket.resume();
      return;
    }
    stats.connections.total++;
    stats.connections.open++;
    socket.on('close', () => stats.connections.open--);
    new ClientSession(socket, context).greet();
  };

  const server = createServer({ noDelay: true }, welcome);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(settings.port, settings.host, resolve);
  });
  return {
    host: settings.host,
    port: (server.address() as AddressInfo).port,
    stats,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        context.passivePorts.close();
        for (const socket of context.sockets) socket.destroy();
      }),
  };
}
