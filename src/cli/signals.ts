import type { Logger } from '../log/log.js';
import type { Host } from './host.js';

/** Exit code of a command ended by a signal before its work was done: 128 + SIGINT, as shells count. */
const INTERRUPTED = 130;

/**
 * Runs `work` so that the first SIGINT or SIGTERM ends it after the file under way, with everything consistent, and a
 * second one at once. Gives its result, or 130 where it was ended early.
 */
export async function onSignals(
  log: Logger,
  { signals = process }: Pick<Host, 'signals'>,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    log.warn({ signal: name }, `${name}: ending after the current file; again to end at once`);
    controller.abort();
  };
  signals.on('SIGINT', onSignal);
  signals.on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (controller.signal.aborted && error instanceof Error && error.name === 'AbortError') {
      log.warn('ended early: nothing is left half done; run again to go on');
      return INTERRUPTED;
    }
    throw error;
  } finally {
    signals.off('SIGINT', onSignal);
    signals.off('SIGTERM', onSignal);
  }
}
