import { messageOf, PluvioError } from '../../../domain/errors.js';
import type { Logger } from '../../../log/log.js';
import type { Host } from '../../host/host.js';
import { openStores, type SessionStores } from './session-stores.js';
import { needsOtherStores, whatChanged, type ReadAll } from './what-changed.js';

export interface RereadParts {
  /** What is worked with. */
  readonly now: ReadAll;
  /** Why another reading was refused the last time; the same is told once. */
  readonly refused: string | undefined;
  readonly read: () => Promise<ReadAll>;
  readonly stores: SessionStores;
  readonly log: Logger;
  readonly host: Host;
}

/** What the next round works with. */
export interface Reread {
  readonly now: ReadAll;
  readonly stores: SessionStores;
  readonly refused: string | undefined;
}

/**
 * Reads settings and tables again, and says what has changed. What cannot be used, or does not work (a folder that is gone, a login that
 * is refused), is refused with the reason, and what was there before goes on.
 */
export async function reread(parts: RereadParts): Promise<Reread> {
  const { now, refused, log, stores } = parts;
  try {
    const read = await parts.read();
    const changes = whatChanged(now, read);
    if (read.settings.out.value !== now.settings.out.value)
      throw new PluvioError(
        'CONFIG',
        `the output folder is ${read.settings.out.value} instead of ${now.settings.out.value}: stop pluvio and start it again`,
      );
    if (changes.length === 0) {
      if (refused !== undefined) log.info({ type: 'settings' }, 'the settings are again those that are worked with');
      return { now, stores, refused: undefined };
    }
    const others = needsOtherStores(now, read) ? await tried(read, parts) : stores;
    if (others !== stores) await stores.close();
    log.info({ type: 'settings', changes }, `settings read again: ${changes.join('; ')}`);
    for (const warning of read.warnings) if (!now.warnings.includes(warning)) log.warn(warning);
    return { now: read, stores: others, refused: undefined };
  } catch (error) {
    if (!(error instanceof PluvioError)) throw error;
    const why = messageOf(error);
    const code = error.code;
    if (why !== refused)
      log.error({ type: 'settings', code }, `settings are not taken over: ${why}; those before go on`);
    return { now, stores, refused: why };
  }
}

/** The stores of other settings, where they work. */
async function tried(read: ReadAll, { log, host }: RereadParts): Promise<SessionStores> {
  const stores = await openStores(read.settings, log, host);
  try {
    await stores.tryAll();
    return stores;
  } catch (error) {
    await stores.close();
    throw error;
  }
}
