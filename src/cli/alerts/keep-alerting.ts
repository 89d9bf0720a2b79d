import fs from 'node:fs';
import { messageOf, PluvioError } from '../../domain/errors.js';
import { lookOnce, openAlerts, type AlertParts, type Observe } from './open-alerts.js';

/** Time between two looks. */
const EVERY_MS = 60_000;

export interface KeepAlertingParts extends AlertParts {
  readonly observe: Observe;
  readonly everyMs?: number;
}

/** Looks of their own beside whatever else the process does. */
export interface Alerting {
  /** Ends after the look under way. */
  readonly stop: () => Promise<void>;
}

/**
 * Looks again and again, also while a run hangs or fails. A changed file of rules is read again; a broken one is told, and the
 * rules before go on. Where another process is at it, that one does the look. Throws CONFIG where the rules are wrong now.
 */
export function keepAlerting(parts: KeepAlertingParts): Alerting {
  const { file, log, host, observe, everyMs = EVERY_MS } = parts;
  let alerts = openAlerts(parts);
  let readOf = stampOf(file);
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let underway = Promise.resolve();
  const reread = (): void => {
    const stamp = stampOf(file);
    if (stamp === readOf) return;
    readOf = stamp;
    try {
      alerts = openAlerts(parts);
      log.info({ type: 'alerts' }, `rules read again from ${file}`);
    } catch (error) {
      log.error({ type: 'alerts' }, `rules are not taken over: ${messageOf(error)}; those before go on`);
    }
  };
  const look = async (): Promise<void> => {
    try {
      reread();
      await lookOnce(alerts, observe, log, host.nowS);
    } catch (error) {
      if (error instanceof PluvioError && error.code === 'LOCKED') log.debug('another process looks after alerts');
      else log.error({ type: 'alerts' }, `alerts could not be looked after: ${messageOf(error)}`);
    }
  };
  const wait = (): void => {
    timer = setTimeout(() => {
      underway = look().finally(() => {
        if (!isStopped) wait();
      });
    }, everyMs);
  };
  wait();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await underway;
    },
  };
}

function stampOf(file: string): string {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size}` : '';
}
