import { ClosedPipe, isClosedPipe } from './closed-pipe.js';
import type { Host } from './host.js';

/** Writes to stdout and waits until it is taken, so that a slow reader slows the work down instead of filling memory. */
export async function writeOut(host: Host, bytes: Uint8Array | string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    host.stdout.write(bytes, (error) => {
      if (!error) resolve();
      else reject(isClosedPipe(error) ? new ClosedPipe() : error);
    });
  });
}
