import type { Logger } from '../../log/log.js';
import type { Host } from './host.js';
import { leave } from './leave.js';

/** Exit code of a command ended by a signal before its work was done: 128 + SIGINT, as shells count. */
export const INTERRUPTED = 130;

/** How long the work has to end by itself, and until the process ends whatever it does. */
const GRACE_MS = 2_500;
const LAST_MS = 4_500;

/** What is done where work does not end by itself after a signal. */
export interface LastResorts {
  /** Closes connections: whoever waits for a mute server hears of it. False where there are none. */
  readonly breakOff: () => boolean;
  /** What has to be done before the process is ended in the middle of something. */
  readonly giveUp: () => void;
}

const NOTHING: LastResorts = { breakOff: () => false, giveUp: () => undefined };

/**
 * Runs `work` so that the first SIGINT or SIGTERM ends it after the file under way, with everything consistent; what is
 * not done within 2.5 s is broken off, and after 4.5 s the process ends, as a second signal ends it at once: the next run
 * mends what a kill leaves. Gives the result, or 130 where the work was ended early.
 */
export async function onSignals(
  log: Logger,
  { signals = process }: Pick<Host, 'signals'>,
  work: (signal: AbortSignal) => Promise<number>,
  { breakOff, giveUp }: LastResorts = NOTHING,
): Promise<number> {
  const controller = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const state = { isBrokenOff: false };
  const end = (): void => {
    giveUp();
    leave(INTERRUPTED);
  };
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) end();
    log.warn({ signal: name }, `${name}: ending after the current file; again to end at once`);
    timers.push(
      setTimeout(() => {
        state.isBrokenOff = breakOff();
      }, GRACE_MS),
      setTimeout(end, LAST_MS),
    );
    controller.abort();
  };
  signals.on('SIGINT', onSignal);
  signals.on('SIGTERM', onSignal);
  const endedEarly = (): number => {
    log.warn('ended early: nothing is left half done; run again to go on');
    return INTERRUPTED;
  };
  try {
    const code = await work(controller.signal);
    return state.isBrokenOff ? endedEarly() : code;
  } catch (error) {
    const isAbort = error instanceof Error && error.name === 'AbortError';
    if (state.isBrokenOff || (controller.signal.aborted && isAbort)) return endedEarly();
    throw error;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signals.off('SIGINT', onSignal);
    signals.off('SIGTERM', onSignal);
  }
}
