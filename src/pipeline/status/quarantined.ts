import { PluvioError } from '../../domain/errors.js';
import { quarantinePath } from '../../domain/paths.js';
import type { Store } from '../../domain/storage/store.js';
import { QuarantineReader, REPLAYED } from '../../formats/csv/quarantine-csv.js';

const ATTEMPTS = 3;

/** Lines that are still set aside: those that were replayed are in the series. */
export function linesSetAside(byReason: Readonly<Record<string, number>>): number {
  return Object.entries(byReason).reduce((sum, [reason, lines]) => sum + (reason === REPLAYED ? 0 : lines), 0);
}

/** How many lines a gauge's quarantine holds, by reason in alphabetical order; a stream, whatever its size. */
export async function quarantinedByReason(store: Store, gauge: string): Promise<Record<string, number>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await countReasons(store, quarantinePath(gauge));
    } catch (error) {
      // A run may replace the file while it is read.
      if (attempt === ATTEMPTS || !(error instanceof PluvioError) || !REPLACED.has(error.code)) throw error;
    }
  }
}

const REPLACED = new Set(['STORE_TRUNCATED', 'STORE_MISSING']);

async function countReasons(store: Store, path: string): Promise<Record<string, number>> {
  const entry = await store.stat(path);
  const counts = new Map<string, number>();
  if (!entry) return {};
  const reader = new QuarantineReader();
  const count = ({ reason }: { reason: string }): void => void counts.set(reason, (counts.get(reason) ?? 0) + 1);
  for await (const bytes of store.read(entry)) for (const row of reader.take(bytes)) count(row);
  for (const row of reader.finish()) count(row);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
