import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a consumer takes nothing. */
export const STALL_MS = 1_000;
/** What it has taken by then, so that the producer is at full speed. */
const STALL_AFTER_BYTES = 4 << 20;

/** A consumer that stops once, in the middle, and what its producer took in meanwhile. */
export interface Stall {
  /** The process that produces. */
  pid: number | undefined;
  /** Bytes that it went on to read while nothing was taken from it; NaN before the stall. */
  inFlightBytes: number;
  /** To be called with every piece that is taken: holds the consumer up when its time has come. */
  readonly taken: (bytes: number) => Promise<void> | undefined;
}

export function stallOnce(): Stall {
  let takenBytes = 0;
  let holding: Promise<void> | undefined;
  const stall: Stall = {
    pid: undefined,
    inFlightBytes: NaN,
    taken(bytes) {
      takenBytes += bytes;
      if (takenBytes >= STALL_AFTER_BYTES) holding ??= hold();
      // Long over, it holds nobody up; under way, it holds up all that is taken at the same time.
      return holding;
    },
  };
  const hold = async (): Promise<void> => {
    const before = bytesRead(stall.pid);
    await sleep(STALL_MS);
    stall.inFlightBytes = bytesRead(stall.pid) - before;
  };
  return stall;
}

/** Bytes that a process has read so far, from files, pipes and sockets; NaN where there is no /proc. */
function bytesRead(pid: number | undefined): number {
  try {
    return Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
  } catch {
    return NaN;
  }
}
