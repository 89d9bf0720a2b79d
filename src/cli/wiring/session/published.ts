import path from 'node:path';
import { NO_CHECKPOINT, type Checkpoint } from '../../../domain/run/checkpoint.js';
import type { Journal } from '../../../domain/run/journal.js';
import { STATE_FOLDER } from '../../../domain/paths.js';
import type { Store } from '../../../domain/storage/store.js';
import type { Logger } from '../../../log/log.js';
import { recovering } from '../../../pipeline/publish/recovering.js';
import type { Host } from '../../host/host.js';
import type { RunSettings } from '../options/shared.js';
import { openStore } from './open-store.js';
import { guarding, lockOutput } from './session.js';
import { otherThan } from './session-stores.js';

/** What is published, opened without the place of raw files. */
export interface Published {
  readonly journal: Journal;
  /** undefined: the output folder is the publication. */
  readonly target: Store | undefined;
  readonly checkpoint: Checkpoint;
}

export interface PublishedParts {
  readonly settings: RunSettings;
  readonly runId: string;
  readonly log: Logger;
  readonly host: Host;
  /** Whether something is to be changed: under the lock, with the journal itself rather than a copy of it. */
  readonly changes: boolean;
}

/** Opens what is published for a piece of work, and closes it afterwards. Throws LOCKED where it changes something and another run is at work. */
export async function withPublished<T>(
  { settings, runId, log, host, changes }: PublishedParts,
  work: (published: Published) => Promise<T>,
): Promise<T> {
  const out = settings.out.value;
  const close: (() => Promise<void> | void)[] = [];
  try {
    let checkpoint = NO_CHECKPOINT;
    if (changes) {
      const lock = await lockOutput(out, runId, log);
      close.push(() => lock.release());
      checkpoint = guarding(lock, host);
    }
    const journal = await openBooks(path.join(out, STATE_FOLDER, 'journal.db'), changes);
    close.push(() => journal.close());
    const targetSetting = otherThan(out, settings.target?.value);
    const target = targetSetting && (await openStore(targetSetting, settings, log, host));
    if (target) close.push(() => target.close());
    return await work({ journal, target: target && changes ? recovering(target) : target, checkpoint });
  } finally {
    for (const end of close.reverse()) await end();
  }
}

/** The journal; where nothing is to be changed, a copy of it. */
async function openBooks(file: string, changes: boolean): Promise<Journal> {
  if (changes) return (await import('../../../journal/journal.js')).openJournal(file);
  return (await import('../../../journal/read-journal.js')).readJournal(file);
}
