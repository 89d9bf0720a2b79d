import fs from 'node:fs';
import path from 'node:path';
import { describeStore, throwProblems, type Route, type StoreSetting } from '../config/settings.js';
import { PluvioError, systemReason } from '../domain/errors.js';
import type { Journal } from '../domain/journal.js';
import type { Gauge, WantedGauge } from '../domain/network.js';
import { STATE_FOLDER } from '../domain/paths.js';
import type { Store } from '../domain/store.js';
import type { Logger } from '../log/log.js';
import { takeLock, type Lock } from '../stores/lock.js';
import { logOf, newRunId, settingsOf, type RunOptions, type RunSettings } from './commands/shared.js';
import type { Host } from './host.js';
import type { LastResorts } from './signals.js';
import { openStore } from './open-store.js';
import { loadGauges, withoutCalibration } from './tables.js';

/** A command that works between stores, with everything open: the stores, the lock, the journal. */
export interface Session {
  readonly runId: string;
  readonly log: Logger;
  readonly settings: RunSettings;
  readonly gauges: readonly WantedGauge[];
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
  readonly passing: (step: string) => void;
  /** What is done where the work does not end by itself after a signal. */
  readonly lastResorts: LastResorts;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Whether a calibration is asked for. */
  readonly calibrated: boolean;
  /** Whether stores are only looked at. */
  readonly looksOnly: boolean;
}

/** Checks every setting, naming all that are wrong, then takes the lock and opens stores and journal. */
export async function openSession(
  options: RunOptions,
  route: Exclude<Route, 'none' | 'look'>,
  host: Host,
  { calibrated, looksOnly }: SessionOptions,
): Promise<Session> {
  const { settings, problems, notBeforeS } = settingsOf(options, route, host);
  const tables = calibrated ? settings : withoutCalibration(settings);
  const warnings: string[] = [];
  const { gauges, others } = loadGauges(tables, !calibrated || (options.uncalibrated ?? false), problems, warnings);
  throwProblems(problems);
  const runId = newRunId();
  const log = logOf(host, runId);
  for (const warning of warnings) log.warn(warning);
  const state = path.join(settings.out.value, STATE_FOLDER);
  const lock = await lockOutput(settings.out.value, runId, log);
  const opened: { close: () => Promise<void> | void }[] = [{ close: () => lock.release() }];
  const close = async (): Promise<void> => {
    for (const part of opened.reverse()) await part.close();
  };
  try {
    // SQLite is loaded only by commands that keep a journal.
    const { openJournal } = await import('../journal/journal.js');
    const journal = openJournal(path.join(state, 'journal.db'));
    opened.push(journal);
    mustExist((settings.base ?? settings.source!).value);
    const stores: Store[] = [];
    const servers = {};
    // Source and target are often one server, which counts the connections of both.
    const open = async (setting: StoreSetting): Promise<Store> => {
      const onFull = (): boolean => stores.filter((other) => other !== store && other.giveWay?.()).length > 0;
      const store = await openStore(setting, settings, log, { ...host, servers, onFull, looksOnly });
      stores.push(store);
      opened.push(store);
      return store;
    };
    const base = settings.base && (await open(settings.base.value));
    const source = await open(settings.source!.value);
    const targetSetting = otherThan(settings.out.value, settings.target?.value);
    const target = targetSetting && (await open(targetSetting));
    log.debug({ source: describeStore(settings.source), target: describeStore(settings.target) }, 'stores opened');
    const passing = (step: string): void => {
      lock.check();
      host.passing?.(step);
    };
    const lastResorts = { breakOff: () => breakOff(stores), giveUp: () => lock.release() };
    return {
      runId,
      log,
      settings,
      gauges,
      others,
      notBeforeS,
      base,
      source,
      target,
      journal,
      passing,
      lastResorts,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Closes the stores that a mute server may keep waiting; false where there is none. */
function breakOff(stores: readonly Store[]): boolean {
  const remote = stores.filter(({ kind }) => kind === 'ftp');
  for (const store of remote) void store.close();
  return remote.length > 0;
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

/** A source folder that is not there is a mistyped one, not one without news. */
function mustExist({ address }: StoreSetting): void {
  if (address.kind !== 'folder' || fs.statSync(address.path, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new PluvioError('INPUT', `Cannot read: the folder ${address.path} is not there`, { file: address.path });
}

/** A target that is the output folder itself is none: what is there is published already. */
export function otherThan(out: string, target: StoreSetting | undefined): StoreSetting | undefined {
  if (target?.address.kind === 'folder' && path.resolve(target.address.path) === path.resolve(out)) return undefined;
  return target;
}
