import { median } from './median.js';

/** Median seconds of `rounds` calls in this process, after one that does not count. */
export async function secondsOf(rounds: number, work: () => void | Promise<void>): Promise<number> {
  await work();
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    await work();
    seconds.push((performance.now() - startMs) / 1000);
  }
  return median(seconds);
}
