import type { Host } from './host.js';

/** The reader of our output has gone: no error, the work just ends. */
export class ClosedPipe extends Error {
  constructor() {
    super('the reader of the output has gone');
  }
}

/** Writes to stdout and waits until it is taken, so that a slow reader slows the work down instead of filling memory. */
export async function writeOut(host: Host, bytes: Uint8Array | string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    host.stdout.write(bytes, (error) => {
      if (!error) resolve();
      else reject(isClosedPipe(error) ? new ClosedPipe() : error);
    });
  });
}

/** Whether an error means that nobody reads any more. */
export function isClosedPipe(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}
