import { createFolderBackend, createFtpServer, type FtpBackend } from '../../fixtures/ftp-server/index.js';

/** A command that a client sent. */
export interface Asked {
  readonly verb: string;
  /** Absolute; '' for a command without a path. */
  readonly path: string;
  readonly atMs: number;
}

/** What a client has cost a server since the last look. */
export interface Traffic {
  readonly asked: readonly Asked[];
  /** Over data connections, both ways. */
  readonly movedBytes: number;
}

/** The project's own FTP server over a folder, which says what it was asked. */
export interface WatchedServer {
  /** `host:port`. */
  readonly address: string;
  readonly login: Readonly<Record<string, string>>;
  /** What came since it was last called. */
  readonly traffic: () => Traffic;
  readonly stop: () => Promise<void>;
}

export interface WatchedServerOptions {
  /** The round trip to simulate; 0 unless given. */
  readonly latencyMs?: number;
  /** Changes how files are read and written. */
  readonly wrap?: (backend: FtpBackend) => FtpBackend;
}

export async function startWatchedServer(
  folder: string,
  { latencyMs = 0, wrap = (backend) => backend }: WatchedServerOptions = {},
): Promise<WatchedServer> {
  let asked: Asked[] = [];
  let movedBefore = 0;
  const user = 'bench';
  const password = 'bench';
  const server = await createFtpServer({
    backend: wrap(await createFolderBackend(folder)),
    latencyMs,
    user,
    password,
    nowS: () => Math.floor(Date.now() / 1000),
    faults: ({ verb, path }) => {
      asked.push({ verb, path, atMs: performance.now() });
      return undefined;
    },
  });
  return {
    address: `${server.host}:${server.port}`,
    login: { FTP_USERNAME: user, FTP_PASSWORD: password },
    traffic() {
      const { sentBytes, receivedBytes } = server.stats.transfers;
      const since = { asked, movedBytes: sentBytes + receivedBytes - movedBefore };
      asked = [];
      movedBefore = sentBytes + receivedBytes;
      return since;
    },
    stop: () => server.close(),
  };
}
