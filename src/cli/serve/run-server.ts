import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { throwProblems } from '../../config/settings.js';
import { EXIT, messageOf, PluvioError } from '../../domain/errors.js';
import { NO_JOURNAL } from '../../domain/run/journal.js';
import { plainGauge, type Gauge } from '../../domain/network.js';
import { STATE_FOLDER } from '../../domain/paths.js';
import type { Store } from '../../domain/storage/store.js';
import type { Logger } from '../../log/log.js';
import { readFailing } from '../../pipeline/run/failing.js';
import { readLastRun } from '../../pipeline/run/last-run.js';
import { readStatus, type Status } from '../../pipeline/status/status.js';
import { startServer, type RunningServer } from '../../serve/server.js';
import { openFolderStore } from '../../stores/folder/store.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import { logOf, newRunId, settingsOf } from '../wiring/options/shared.js';
import type { Alerting, KeepAlertingParts } from '../alerts/keep-alerting.js';
import type { ObserveParts } from '../alerts/observe.js';
import type { Host } from '../host/host.js';
import { openStore } from '../wiring/session/open-store.js';
import { onSignals } from '../host/signals.js';
import { loadTables, withoutCalibration } from '../wiring/network/tables.js';
import { ownVersion } from '../version.js';
import { readServeOptions, type ServeCommandOptions } from './serve-options.js';

/** Serves until a signal; gives the exit code. */
export async function runServer(options: ServeCommandOptions, host: Host): Promise<number> {
  const log = logOf(host, newRunId());
  const { server, close } = await openServer(options, host, log);
  const url = `http://${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`;
  const address = `${url}${readServeOptions(options).basePath}/`;
  log.info({ url: address }, `serving at ${address}`);
  host.stdout.write(`${address}\n`);
  try {
    return await onSignals(log, host, untilAborted);
  } finally {
    await close();
  }
}

/** A server over what options name, and what closes it. Throws CONFIG, USAGE, or what opening the store throws. */
export async function openServer(
  options: ServeCommandOptions,
  host: Host,
  log: Logger,
): Promise<{ server: RunningServer; close: () => Promise<void> }> {
  const read = readServeOptions(options);
  const { from, ...others } = options;
  const { settings, problems } = settingsOf({ ...others, to: from }, from === undefined ? 'none' : 'look', host);
  const gauges = loadTables(withoutCalibration(settings), problems).gauges ?? [];
  throwProblems(problems);
  const out = settings.out.value;
  if (from === undefined && !fs.existsSync(out))
    throw new PluvioError('INPUT', `Cannot serve ${out}: there is no such folder; name the output folder with --out`, {
      file: out,
    });
  const store =
    from === undefined ? openFolderStore(out) : await openStore(settings.target!.value, settings, log, host);
  const status = statusReader(
    { store, out: from === undefined ? out : undefined, gauges, silentAfterS: read.silentAfterS },
    host,
  );
  const alerting =
    options.alerts === undefined
      ? undefined
      : await alertsOver(options.alerts, {
          store,
          out: from === undefined ? out : undefined,
          gauges: () => gauges.map(({ name }) => name),
          known: () => (gauges.length > 0 ? gauges.map(({ name }) => name) : undefined),
          readStatus: status,
          log,
          host,
        });
  const server = await startServer({
    ...read,
    store,
    pollMs: read.pollMs ?? (store.features.isRemote ? 60_000 : 1000),
    pageFolder: fileURLToPath(new URL('../../page/', moduleFolder())),
    places: new Map(gauges.map(({ name, lon, lat }) => [name, { lon, lat }])),
    readStatus: status,
    version: ownVersion(),
    nowS: host.nowS,
    nowMs: host.tickMs,
    onBug: (error, id) =>
      log.error({ id, err: error instanceof Error ? error.stack : error }, `request ${id} failed: ${messageOf(error)}`),
    onReachable: (failure) => {
      if (failure === undefined) log.info('what is published can be read again');
      else log.warn(`what is published cannot be read: ${failure}`);
    },
  });
  return {
    server,
    close: async () => {
      await alerting?.stop();
      await server.close();
      await store.close();
    },
  };
}

type AlertsOverParts = Omit<ObserveParts, 'leftFiles' | 'nowS'> & Omit<KeepAlertingParts, 'observe' | 'file'>;

/** Alerts are brought in only where they are asked for. What raw files are left is not known here. */
async function alertsOver(file: string, parts: AlertsOverParts): Promise<Alerting> {
  const { keepAlerting } = await import('../alerts/keep-alerting.js');
  const { observer } = await import('../alerts/observe.js');
  const observe = observer({ ...parts, leftFiles: () => undefined, nowS: parts.host.nowS });
  return keepAlerting({ ...parts, file, observe });
}

interface StatusParts {
  readonly store: Store;
  /** The output folder, where it is served: it knows what was left and what waits. */
  readonly out: string | undefined;
  readonly gauges: readonly Gauge[];
  readonly silentAfterS: number;
}

/** Reads how the gauges that are published are doing. */
function statusReader(
  { store, out, gauges, silentAfterS }: StatusParts,
  { nowS }: Host,
): (published: readonly string[]) => Promise<Status> {
  return async (published) => {
    const known = new Map(gauges.map((gauge) => [gauge.name, gauge]));
    const journal =
      out === undefined
        ? NO_JOURNAL
        : (await import('../../journal/read-journal.js')).readJournal(path.join(out, STATE_FOLDER, 'journal.db'));
    try {
      return await readStatus({
        gauges: published.map((name) => known.get(name) ?? plainGauge(name)),
        local: store,
        target: undefined,
        source: undefined,
        journal,
        lastRun: out === undefined ? undefined : readLastRun(openOutputFolder(out)),
        failing: out === undefined ? [] : readFailing(openOutputFolder(out)),
        nowS: nowS(),
        silentAfterS,
      });
    } finally {
      journal.close();
    }
  };
}

/** Where this module lies, two folders below `dist` whether it is bundled or not. */
function moduleFolder(): URL {
  const here = new URL('./', import.meta.url);
  return here.pathname.endsWith('/serve/') ? new URL('../', here) : here;
}

function untilAborted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(EXIT.done);
    else signal.addEventListener('abort', () => resolve(EXIT.done), { once: true });
  });
}
