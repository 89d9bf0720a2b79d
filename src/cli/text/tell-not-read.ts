import { notReadText, type NotReadList } from '../../domain/look-of/not-read.js';
import type { Logger } from '../../log/log.js';

/** Names what was not read: a warning where there may be readings in it. */
export function tellNotRead(list: NotReadList, log: Logger): void {
  for (const group of list.groups) {
    const fields = { type: 'not-read', why: group.why, count: group.count, examples: group.examples };
    if (group.mayBeData) log.warn(fields, notReadText(group));
    else log.info(fields, notReadText(group));
  }
}
