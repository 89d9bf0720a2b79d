import type { Logger } from '../../log/log.js';
import type { RunEvent } from '../../pipeline/context.js';
import { NO_PROGRESS, type Host } from './host.js';
import { leftS, Works, workTexts } from './works.js';

/** Work that takes longer is told of so often in the log. */
const TOLD_MS = 30_000;

/** Shows how far a run is: in bars on a terminal, elsewhere in a log line twice a minute while files come. */
export function progressOf({ progress, tickMs }: Host, log: Logger): (event: RunEvent) => void {
  if (progress !== NO_PROGRESS) return progress.take;
  const works = new Works(tickMs);
  let toldMs = tickMs();
  return (event) => {
    const work = works.take(event);
    if (event.type === 'gauge-started') toldMs = tickMs();
    if (!work || tickMs() - toldMs < TOLD_MS) return;
    toldMs = tickMs();
    const { label: gauge, files, sizeBytes, readFiles, readBytes, readings } = work;
    const left = leftS(work);
    const { files: filesText, ...texts } = workTexts(work);
    log.info(
      {
        type: 'progress',
        ...{ gauge, files, sizeBytes, readFiles, readBytes },
        ...(readings > 0 ? { readings } : {}),
        ...(left === undefined ? {} : { leftS: Math.ceil(left) }),
      },
      `${gauge}: ${[filesText, ...Object.values(texts)].filter((text) => text !== '').join(', ')}`,
    );
  };
}
