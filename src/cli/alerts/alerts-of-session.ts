import { openFolderStore } from '../../stores/folder/store.js';
import type { Host } from '../host/host.js';
import type { Session } from '../wiring/session/session.js';
import { statusOfSession } from '../wiring/session/status-of-session.js';
import { keepAlerting, type Alerting } from './keep-alerting.js';
import { observer } from './observe.js';

/** Looks after alerts beside the rounds of a session, which may be read again meanwhile. */
export function alertsOfSession(file: string, session: () => Session, host: Host): Alerting {
  const { log, settings } = session();
  const out = settings.out.value;
  const gauges = (): string[] => session().gauges.map(({ name }) => name);
  const status = statusOfSession(session, host);
  const observe = observer({ ...status, store: openFolderStore(out), out, gauges, nowS: host.nowS });
  const known = (): string[] => [...gauges(), ...session().others.map(({ name }) => name)];
  return keepAlerting({ file, out, log, host, observe, known });
}
