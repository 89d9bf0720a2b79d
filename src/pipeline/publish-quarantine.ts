import type { Quarantine } from './quarantine.js';
import type { RunContext } from './context.js';

/**
 * Merges what a run rejected into the quarantine file, together with what the target already has, and publishes it
 * where that differs. The quarantine is never made smaller.
 */
export async function publishQuarantine(quarantine: Quarantine, { out, target, passing }: RunContext): Promise<void> {
  const { path } = quarantine;
  if (!target) {
    quarantine.merge(out);
    return;
  }
  const fetched = `${path}.pluvio-fetched`;
  const entry = await target.stat(path);
  if (entry) {
    const staged = out.stage(fetched);
    for await (const bytes of await target.open(entry)) staged.write(bytes as Uint8Array);
    const { sha256 } = staged.finish();
    out.commit(fetched);
    const { fingerprint } = quarantine.merge(out, [fetched]);
    passing('local-quarantine');
    out.remove(fetched);
    if (sha256 === fingerprint.sha256) return;
    await target.write(path, out.body(path, fingerprint));
  } else {
    const { fingerprint } = quarantine.merge(out);
    passing('local-quarantine');
    await target.write(path, out.body(path, fingerprint));
  }
  passing('target-quarantine');
}
