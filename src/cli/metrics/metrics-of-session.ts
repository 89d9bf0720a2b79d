import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf, PluvioError, systemReason } from '../../domain/errors.js';
import { RoundMetrics, type RoundCounts } from '../../serve/metrics/round-metrics.js';
import { Catalogue } from '../../serve/read/catalogue.js';
import { openFolderStore } from '../../stores/folder/store.js';
import type { Host } from '../host/host.js';
import { longestPauseMs, type Schedule } from '../wiring/rounds/pace.js';
import type { Session } from '../wiring/session/session.js';
import { statusOfSession } from '../wiring/session/status-of-session.js';

/** Rounds that may be missed before the process calls itself ill, and what one may take besides. */
const MISSED_ROUNDS = 3;
const GRACE_MS = 60_000;
const REQUEST_MS = 10_000;

export interface MetricsOptions {
  /** `9464`, or `0.0.0.0:9464`. */
  readonly port: string;
  readonly schedule: Schedule;
  /** The session of now: it may be read again between rounds. */
  readonly session: () => Session;
  readonly host: Host;
}

/** What stands beside the rounds and tells of them. */
export interface MetricsServer {
  /** Address of its metrics. */
  readonly url: string;
  /** Runs a round, and notes how it ended. */
  readonly measured: (round: () => Promise<RoundCounts>) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Answers `/metrics` and `/healthz` beside the rounds of `update`. Throws USAGE where it cannot listen. */
export async function startMetrics({ port, schedule, session, host }: MetricsOptions): Promise<MetricsServer> {
  const { address, number } = placeOf(port);
  const clock = host.uptimeMs ?? host.tickMs;
  const { log, settings } = session();
  const catalogue = new Catalogue(openFolderStore(settings.out.value), host.nowS);
  const status = statusOfSession(session, host);
  const metrics = new RoundMetrics({
    catalogue,
    readStatus: () => status.readStatus([...catalogue.current.gauges.keys()]),
    leftFiles: () => status.leftFiles().length,
    nowS: host.nowS,
  });
  const mostMs = MISSED_ROUNDS * longestPauseMs(schedule, host.nowS() * 1000) + GRACE_MS;
  let endedMs = clock();
  const answer = async (url: string): Promise<[status: number, body: string, type?: string]> => {
    switch (url.split('?')[0]) {
      case '/metrics':
        return [200, await metrics.text(), metrics.contentType];
      case '/healthz':
        return clock() - endedMs < mostMs ? [200, 'ok\n'] : [503, 'rounds have stopped\n'];
      default:
        return [404, 'There are /metrics and /healthz\n'];
    }
  };
  const server = http.createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const answered = isRead ? answer(request.url ?? '/') : Promise.resolve([405, 'Everything is read-only\n'] as const);
    answered
      .catch((error: unknown) => {
        log.error(`metrics could not be told: ${messageOf(error)}`);
        return [500, 'The log says what went wrong\n'] as const;
      })
      .then(
        ([code, body, type = 'text/plain; charset=utf-8']) => {
          response.writeHead(code, { 'content-type': type, 'x-content-type-options': 'nosniff' });
          response.end(request.method === 'HEAD' ? undefined : body);
        },
        () => response.destroy(),
      );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another program has it; choose another' : systemReason(cause);
      reject(
        new PluvioError('USAGE', `--metrics-port: cannot listen on ${address}, port ${number}: ${why}`, { cause }),
      );
    });
    server.listen(number, address, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${bound}/metrics`;
  log.info({ url }, `metrics at ${url}`);
  return {
    url,
    measured: async (round) => {
      const startMs = clock();
      let outcome: RoundCounts | string = 'BUG';
      try {
        outcome = await round();
      } catch (error) {
        if (error instanceof PluvioError) outcome = error.code;
        throw error;
      } finally {
        endedMs = clock();
        metrics.end((endedMs - startMs) / 1000, outcome);
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The address and port that an option names; this machine alone where it names no address. Throws USAGE. */
function placeOf(text: string): { readonly address: string; readonly number: number } {
  const [, address = '127.0.0.1', number = ''] = /^(?:\[?([\w.:-]+?)\]?:)?(\d{1,5})$/.exec(text) ?? [];
  if (number !== '' && Number(number) <= 65_535) return { address, number: Number(number) };
  throw new PluvioError('USAGE', `--metrics-port: "${text}" is no port; expected one like 9464, or 0.0.0.0:9464`);
}
