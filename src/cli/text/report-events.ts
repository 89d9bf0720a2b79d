import { formatDateTime } from '../../domain/time/time.js';
import type { Logger } from '../../log/log.js';
import type { RunEvent } from '../../pipeline/context.js';
import { thousands } from './thousands.js';

/** Unsafe names that a log has been told of, by folder: what is listed every round is said once. */
const toldNames = new WeakMap<Logger, Set<string>>();

/** Says what happens in a run: one log line an event, with its fields beside the sentence. */
export function reportEvents(log: Logger): (event: RunEvent) => void {
  const told = toldNames.get(log) ?? new Set<string>();
  toldNames.set(log, told);
  return (event) => {
    const { type } = event;
    switch (type) {
      case 'gauge-started':
        if (event.files > 0)
          log.info(event, `${event.gauge || 'files without a folder'}: ${count(event.files, 'raw file')}`);
        break;
      case 'file-left':
        log.warn(event, `${event.file} waits for the next run: ${event.why}`);
        break;
      case 'gauge-failed':
        log.error(event, `${event.gauge || 'files without a folder'}: left for the next run: ${event.why}`);
        break;
      case 'raw-left':
        log.warn(event, `${event.file} is left where it is: ${event.why}`);
        break;
      case 'folder-missing':
        if (told.has(`missing ${event.folder}`)) break;
        told.add(`missing ${event.folder}`);
        if (event.had)
          log.warn(
            event,
            `${event.gauge}: its folder ${event.folder} is gone from the source: nothing of it is read; was it renamed or removed?`,
          );
        else log.info(event, `${event.gauge}: the source has no folder ${event.folder}`);
        break;
      case 'unsafe-name':
        if (told.has(`${event.folder}/${event.name}`)) break;
        told.add(`${event.folder}/${event.name}`);
        log.warn(
          event,
          `${event.folder}: a listed name is not safe and was passed over: ${JSON.stringify(event.name)}`,
        );
        break;
      case 'other-gauge-inside':
        if (told.has(`${event.folder}/${event.name}`)) break;
        told.add(`${event.folder}/${event.name}`);
        log.warn(
          event,
          `${event.folder}/${event.name} is called like the folder ${event.owner} of another wanted gauge, or leads there, and was passed over: move what is in it`,
        );
        break;
      case 'link-passed':
        if (told.has(`${event.folder}/${event.name}`)) break;
        told.add(`${event.folder}/${event.name}`);
        log.warn(
          event,
          `${event.folder || '.'}: ${event.name} is a link that leads to no folder inside the source, and was passed over`,
        );
        break;
      case 'foreign-label':
        log.warn(event, foreignText(event));
        break;
      case 'counter':
        log.warn(event, `${event.gauge}: ${COUNTER_TEXT} (seen in ${event.file})`);
        break;
      case 'year-made':
        log.info(
          event,
          `${event.gauge} ${event.year}: ${count(event.readings, 'reading')}, ${thousands(event.kept)} new`,
        );
        break;
      case 'readings-unowned': {
        const when = `${event.when} ${formatDateTime(event.atS)} (UTC)`;
        if (told.has(`unowned ${event.gauge} ${when}`)) break;
        told.add(`unowned ${event.gauge} ${when}`);
        log.warn(
          event,
          `${event.gauge} ${event.year} has published readings ${when}, when the gauges table gives it no folder: they came in before the table said so, and stay; if they are not its own, say so in the table of interventions (missing)`,
        );
        break;
      }
      case 'readings-withdrawn':
        log.warn(event, `${event.gauge} ${event.year}: ${count(event.readings, 'reading')} ${WITHDRAWN_TEXT}`);
        break;
      case 'year-published':
        log.info(event, `${event.gauge} ${event.year}: published and read back`);
        break;
      case 'year-waits':
        log.error(
          { ...event, error: event.error.message, code: event.error.code },
          `${event.gauge} ${event.year} waits: ${event.error.message}`,
        );
        break;
      case 'network-made':
        log.info(event, `network ${event.year}: ${count(event.gauges, 'gauge')}`);
        break;
      case 'clock-doubtful':
        log.error(
          event,
          `${event.why}; nothing is deleted, and what is ahead of this machine’s clock stays in its file`,
        );
        break;
      case 'raw-deleted':
        if (event.files > 0) log.info(event, `${count(event.files, 'raw file')} deleted, published and verified`);
        break;
      case 'delete-refused':
        log.error(event, `${event.file} could not be deleted: ${event.why}`);
        break;
      case 'listing':
      case 'arrived':
      case 'read':
        break;
    }
  };
}

/** What becomes of readings by lines without an end, when the whole line turns out to be of no use. */
export const WITHDRAWN_TEXT = 'taken back: half of a line, the whole of which stands in the quarantine';

/** What tips are that rise many times and never fall. */
export const COUNTER_TEXT =
  'the tips rise many times and never fall: this looks like a counter, not like tips since the reading before';

function foreignText(event: Extract<RunEvent, { type: 'foreign-label' }>): string {
  const { gauge, label, readings, file, owner, isOwn } = event;
  const what = `${gauge}: ${count(readings, 'reading')} labelled "${label}", first in ${file}`;
  if (isOwn === true)
    return `${what}: the file lies in another gauge’s folder; taken as ${gauge}, after which it is named: move it`;
  return owner === undefined
    ? `${what}; taken as ${gauge}, whose folder it is`
    : `${what}: a name of ${owner}, which is wanted too; taken as ${gauge}, whose folder it is: move what is not ${gauge}’s`;
}

export function count(n: number, what: string): string {
  return `${thousands(n)} ${what}${n === 1 ? '' : 's'}`;
}
