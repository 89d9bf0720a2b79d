import { EXIT, messageOf, PluvioError } from '../../../domain/errors.js';
import type { Logger } from '../../../log/log.js';
import type { Host } from '../../host/host.js';
import type { Schedule } from './pace.js';
import { INTERRUPTED } from '../../host/signals.js';

export interface KeepRunningOptions {
  readonly schedule: Schedule;
  /** One round; one that fails is told, and tried again sooner than the next is due. */
  readonly round: () => Promise<void>;
  readonly log: Logger;
  readonly host: Pick<Host, 'nowS' | 'tickMs' | 'uptimeMs'>;
  readonly signal: AbortSignal;
  /** So many failures in a row end it, with the last one's exit code; undefined: none do. */
  readonly failAfter?: number | undefined;
}

/**
 * Runs rounds until the signal; gives the exit code: done, or that of a command whose round was broken off. Throws LOCKED
 * where another run has taken over, and the last failure where `failAfter` came in a row.
 */
export async function keepRunning(options: KeepRunningOptions): Promise<number> {
  const { schedule, round, log, host, signal, failAfter = Infinity } = options;
  const { rounds } = await import('./schedule.js');
  const { defer, fromEvent, lastValueFrom, of } = await import('rxjs');
  const state = { isBrokenOff: false, failures: 0 };
  const all = rounds({
    schedule,
    round: async () => {
      if (isAborted(signal)) return;
      try {
        await round();
        state.failures = 0;
      } catch (error) {
        if (!isAborted(signal)) {
          state.failures++;
          throw error;
        }
        state.isBrokenOff = true;
      }
    },
    onFailure: (error, retryMs) =>
      log.error(
        { code: error instanceof PluvioError ? error.code : 'BUG' },
        `round failed: ${messageOf(error)}; next try in ${Math.round(retryMs / 1000)} s`,
      ),
    // The lock is another's; or somebody is to be told that it does not pass.
    isFatal: (error) => (error instanceof PluvioError && error.code === 'LOCKED') || state.failures >= failAfter,
    stop: defer(() => (signal.aborted ? of(undefined) : fromEvent(signal, 'abort'))),
    clocks: { nowMs: () => host.nowS() * 1000, steadyMs: host.uptimeMs ?? host.tickMs },
  });
  await lastValueFrom(all, { defaultValue: undefined });
  return state.isBrokenOff ? INTERRUPTED : EXIT.done;
}

/** Asked anew each time: the compiler takes a property for what it was. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
