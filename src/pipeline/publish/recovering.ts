import type { Listing, Store } from '../../domain/storage/store.js';

/**
 * A store whose listings are those after `recover`: what a stopped run left in the middle of a replacement is ended first. For
 * runs that write, under their lock; whoever only looks lists by the store itself, which changes nothing.
 */
export function recovering(store: Store): Store {
  return store.recover ? { ...store, list: (folder) => listRecovered(store, folder) } : store;
}

/** Ends in a folder what a stopped run left in the middle of a replacement; asks for nothing where the store leaves no such thing. */
export async function recoverIn(store: Store | undefined, folder: string): Promise<void> {
  if (store?.recover) await listRecovered(store, folder);
}

async function listRecovered(store: Store, folder: string): Promise<Listing> {
  const listing = await store.list(folder);
  return (await store.recover?.(folder, listing)) ?? listing;
}
