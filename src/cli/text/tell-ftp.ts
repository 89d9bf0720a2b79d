import type { Logger } from '../../log/log.js';
import type { StoreMeans } from '../../stores/server-place.js';
import { count } from './report-events.js';

/** Says what a store of a server tells while it works: a log line an event, with its fields beside the sentence. */
export function tellFtp(log: Logger): StoreMeans['onEvent'] {
  return (event) => {
    switch (event.kind) {
      case 'retry':
        log.debug(event, `${event.path}: ${event.doing} again in ${Math.round(event.delayMs)} ms: ${event.reason}`);
        break;
      case 'pool-shrunk':
        log.warn(event, `the server takes no more than ${event.connections} connections: ${event.reason}`);
        break;
      case 'login-pause':
        log.warn(event, `the server takes no login for ${event.waitS} s, which is waited for: ${event.reason}`);
        break;
      case 'fallback':
        log.info(event, `the server needs plainer talk (${event.to}): ${event.reason}`);
        break;
      case 'latin1':
        log.debug(event, `${event.path}: a name that is no UTF-8`);
        break;
      case 'listing-cut':
        log.warn(event, `${event.folder}: the server cut its listing at ${event.names} names`);
        break;
      case 'links':
        log.info(
          event,
          `${event.folder}: ${count(event.links, 'link')}, taken for what they lead to, the first is ${shown(event)}`,
        );
        break;
      case 'no-files':
        log.warn(
          event,
          `${event.folder}: ${count(event.names, 'name')} passed over that are neither files nor folders, the first is ${shown(event)}`,
        );
        break;
      case 'lines-unread':
        log.warn(
          event,
          `${event.folder}: ${count(event.lines, 'line')} of the listing not understood and passed over, the first is ${shown(event)}`,
        );
        break;
      case 'zones':
        log.info(
          event,
          `the server lists dates ${event.aheadS / 3600} h ahead of those that it tells one by one; this is allowed for`,
        );
        break;
      case 'end-untold':
        log.debug(
          event,
          `${event.path}: whole, as a second look shows, though the server did not say so: ${event.reason}`,
        );
        break;
    }
  };
}

function shown({ first }: { readonly first: string }): string {
  return JSON.stringify(first);
}
