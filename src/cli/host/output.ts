import { PluvioError, systemReason } from '../../domain/errors.js';
import type { Logger } from '../../log/log.js';
import { ClosedPipe, isClosedPipe } from './closed-pipe.js';
import type { Host } from './host.js';

/**
 * Writes to stdout and waits until it is taken, so that a slow reader slows the work down instead of filling memory. Throws
 * `ClosedPipe`, or DISK.
 */
export async function writeOut(host: Pick<Host, 'stdout'>, bytes: Uint8Array | string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    host.stdout.write(bytes, (error) => {
      if (!error) resolve();
      else if (isClosedPipe(error)) reject(new ClosedPipe());
      else reject(new PluvioError('DISK', `Cannot write to stdout: ${systemReason(error)}`, { cause: error }));
    });
  });
}

/** Writes to stdout what work came to, which is done whether that can be told or not: where it cannot, the log says so. */
export function tellOut(host: Pick<Host, 'stdout'>, log: Logger, text: string): void {
  host.stdout.write(text, (error) => {
    if (error && !isClosedPipe(error)) log.warn(`the summary could not be written to stdout: ${systemReason(error)}`);
  });
}
