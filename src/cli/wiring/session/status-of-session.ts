import { readFailing } from '../../../pipeline/run/failing.js';
import { readLastRun } from '../../../pipeline/run/last-run.js';
import { readStatus, type Status } from '../../../pipeline/status/status.js';
import { openFolderStore } from '../../../stores/folder/store.js';
import { openOutputFolder } from '../../../stores/output-folder.js';
import type { Host } from '../../host/host.js';
import type { Session } from './session.js';

/** What a session that goes on knows of its gauges, read anew each time. */
export interface SessionStatus {
  readonly readStatus: (gauges: readonly string[]) => Promise<Status>;
  /** Raw files that are left, and what fails. */
  readonly leftFiles: () => readonly string[];
}

/** The session may be read again meanwhile. */
export function statusOfSession(session: () => Session, host: Pick<Host, 'nowS'>): SessionStatus {
  const { journal, settings } = session();
  const out = settings.out.value;
  const store = openFolderStore(out);
  const folder = openOutputFolder(out);
  return {
    readStatus: (names) =>
      readStatus({
        gauges: session().gauges.filter(({ name }) => names.includes(name)),
        local: store,
        target: undefined,
        source: undefined,
        journal,
        lastRun: readLastRun(folder),
        failing: readFailing(folder),
        nowS: host.nowS(),
        silentAfterS: Infinity,
      }),
    leftFiles: () => {
      const left = journal
        .left(session().source)
        .in()
        .map(({ path }) => path);
      return [...new Set([...left, ...readFailing(folder).map(({ what }) => what)])];
    },
  };
}
