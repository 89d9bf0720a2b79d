import { setTimeout } from 'node:timers/promises';

/** Waits for something to be so, a minute at most; gives whether it is. */
export async function until(isSo: () => boolean): Promise<boolean> {
  const endMs = performance.now() + 60_000;
  while (!isSo() && performance.now() < endMs) await setTimeout(20);
  return isSo();
}
