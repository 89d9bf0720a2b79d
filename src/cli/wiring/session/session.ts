import path from 'node:path';
import { describeStore, throwProblems, type Route } from '../../../config/settings.js';
import { PluvioError, systemReason } from '../../../domain/errors.js';
import type { Checkpoint } from '../../../domain/run/checkpoint.js';
import type { Journal } from '../../../domain/run/journal.js';
import type { Gauge, WantedGauge } from '../../../domain/network.js';
import { STATE_FOLDER } from '../../../domain/paths.js';
import type { Store } from '../../../domain/storage/store.js';
import type { Logger } from '../../../log/log.js';
import { takeLock, type Lock } from '../../../stores/lock/lock.js';
import { logOf, newRunId, settingsOf, type RunOptions, type RunSettings } from '../options/shared.js';
import { NETWORK_LINES, openForms, type RawForms } from '../network/forms.js';
import type { Host } from '../../host/host.js';
import type { LastResorts } from '../../host/signals.js';
import { currentEnv } from '../../host/env-file.js';
import { readAuthority } from './authority.js';
import { openStores } from './session-stores.js';
import type { ReadAll } from './what-changed.js';
import { loadGauges, withoutCalibration } from '../network/tables.js';

/** A command that works between stores, with everything open: the stores, the lock, the journal. */
export interface Session {
  readonly runId: string;
  readonly log: Logger;
  readonly settings: RunSettings;
  readonly gauges: readonly WantedGauge[];
  readonly forms: RawForms;
  /** Those of the gauges table that are not wanted. */
  readonly others: readonly Gauge[];
  readonly notBeforeS: number;
  /** What is copied to the source first, where that is asked for. */
  readonly base: Store | undefined;
  readonly source: Store;
  /** undefined: the output folder is the publication. */
  readonly target: Store | undefined;
  readonly journal: Journal;
  /** To be told each named point of a run: no step follows once the lock is another's. */
  readonly checkpoint: Checkpoint;
  /** What is done where the work does not end by itself after a signal. */
  readonly lastResorts: LastResorts;
  /** Reads settings and tables again, for another round: where they are broken, or do not work, this session goes on. */
  reread(): Promise<Session>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Whether a calibration is asked for. */
  readonly calibrated: boolean;
}

type SessionRoute = Exclude<Route, 'none' | 'look'>;

/** Checks every setting, naming all that are wrong, then takes the lock and opens stores and journal. */
export async function openSession(
  options: RunOptions,
  route: SessionRoute,
  host: Host,
  { calibrated }: SessionOptions,
): Promise<Session> {
  const read = (): Promise<ReadAll> => readAll(options, route, host, calibrated);
  const runId = newRunId();
  // What is wrong with the settings goes to the log that the run would keep.
  host.run.id = runId;
  const first = await read();
  const log = logOf(host, runId);
  for (const warning of first.warnings) log.warn(warning);
  const out = first.settings.out.value;
  const lock = await lockOutput(out, runId, log);
  const opened: { close: () => Promise<void> | void }[] = [{ close: () => lock.release() }];
  const close = async (): Promise<void> => {
    for (const part of opened.reverse()) await part.close();
  };
  try {
    // SQLite is loaded only by commands that keep a journal.
    const { openJournal } = await import('../../../journal/journal.js');
    const journal = openJournal(path.join(out, STATE_FOLDER, 'journal.db'));
    opened.push(journal);
    let stores = await openStores(first.settings, log, host);
    opened.push({ close: () => stores.close() });
    log.debug(
      { source: describeStore(first.settings.source), target: describeStore(first.settings.target) },
      'stores opened',
    );
    const checkpoint = guarding(lock, host);
    const lastResorts = { breakOff: () => stores.breakOff(), giveUp: () => lock.release() };
    const sessionWith = (now: ReadAll, refused: string | undefined): Session => {
      const { settings, gauges, forms, others, notBeforeS } = now;
      const { base, source, target } = stores;
      const hands = { runId, log, journal, checkpoint, lastResorts, close };
      const reread = async (): Promise<Session> => {
        const { reread: readAgain } = await import('./reread.js');
        const again = await readAgain({ now, refused, read, stores, log, host });
        stores = again.stores;
        return sessionWith(again.now, again.refused);
      };
      return { ...hands, settings, gauges, forms, others, notBeforeS, base, source, target, reread };
    };
    return sessionWith(first, undefined);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Settings, tables and formats as they are now; throws what is wrong with them, all of it. */
async function readAll(options: RunOptions, route: SessionRoute, host: Host, calibrated: boolean): Promise<ReadAll> {
  const { settings, problems, notBeforeS } = settingsOf(options, route, { ...host, env: currentEnv(host) });
  const tables = calibrated ? settings : withoutCalibration(settings);
  const warnings: string[] = [];
  const forms = calibrated ? await openForms(options, settings, problems) : NETWORK_LINES;
  const isRaw = !calibrated || (options.uncalibrated ?? false);
  const { gauges, others } = loadGauges(tables, isRaw, problems, { warnings, forms });
  throwProblems(problems);
  const { value: ca } = settings.ca;
  return {
    settings,
    gauges,
    forms,
    others,
    notBeforeS,
    warnings,
    authority: ca === undefined ? undefined : readAuthority(ca),
  };
}

/** The checkpoint of a run that holds a lock. */
export function guarding(lock: Pick<Lock, 'check'>, { checkpoint }: Pick<Host, 'checkpoint'>): Checkpoint {
  return (step) => {
    lock.check();
    checkpoint?.(step);
  };
}

/** Takes the lock of an output folder; throws LOCKED where another run has it. */
export async function lockOutput(out: string, runId: string, log: Logger): Promise<Lock> {
  const file = path.join(out, STATE_FOLDER, 'lock');
  let lock: Lock;
  try {
    lock = await takeLock(file, runId, {
      onWatch: ({ pid, host, runId: other }, ageMs) =>
        log.info(
          { of: other, ageS: Math.round(ageMs / 1000) },
          `watching the lock of run ${other}, process ${pid} on ${host}, for half a minute: it is dated ${ageText(ageMs)}`,
        ),
    });
  } catch (error) {
    if (error instanceof PluvioError) throw error;
    throw new PluvioError('DISK', `Cannot write to ${path.dirname(file)}: ${systemReason(error)}`, {
      cause: error,
      file,
    });
  }
  if (lock.takenOverFrom) {
    const { pid, host, runId: old } = lock.takenOverFrom;
    log.warn({ from: old }, `took over the lock of run ${old}, process ${pid} on ${host}, which is dead`);
  }
  return lock;
}

function ageText(ageMs: number): string {
  const ageS = Math.round(Math.abs(ageMs) / 1000);
  const age = ageS < 7200 ? `${Math.round(ageS / 60)} min` : `${Math.round(ageS / 3600)} h`;
  return ageMs < 0 ? `${age} ahead of the disk's clock` : `${age} ago`;
}
