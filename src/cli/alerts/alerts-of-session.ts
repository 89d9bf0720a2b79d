import { readFailing } from '../../pipeline/failing.js';
import { readLastRun } from '../../pipeline/last-run.js';
import { readStatus } from '../../pipeline/status.js';
import { openFolderStore } from '../../stores/folder.js';
import { openOutputFolder } from '../../stores/output-folder.js';
import type { Host } from '../host.js';
import type { Session } from '../session.js';
import { keepAlerting, type Alerting } from './keep-alerting.js';
import { observer } from './observe.js';

/** Looks after alerts beside the rounds of a session, which may be read again meanwhile. */
export function alertsOfSession(file: string, session: () => Session, host: Host): Alerting {
  const { log, journal, settings } = session();
  const out = settings.out.value;
  const store = openFolderStore(out);
  const folder = openOutputFolder(out);
  const observe = observer({
    store,
    out,
    gauges: () => session().gauges.map(({ name }) => name),
    readStatus: (names) =>
      readStatus({
        gauges: session().gauges.filter(({ name }) => names.includes(name)),
        local: store,
        target: undefined,
        source: undefined,
        journal,
        lastRun: readLastRun(folder),
        failing: [],
        nowS: host.nowS(),
        silentAfterS: Infinity,
      }),
    leftFiles: () => {
      const left = journal.leftFiles(session().source.name).map(({ path }) => path);
      return [...new Set([...left, ...readFailing(folder).map(({ what }) => what)])];
    },
    nowS: host.nowS,
  });
  return keepAlerting({ file, out, log, host, observe });
}
