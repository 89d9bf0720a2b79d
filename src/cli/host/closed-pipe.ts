/** The reader of our output has gone: no error, the work just ends. */
export class ClosedPipe extends Error {
  constructor() {
    super('the reader of the output has gone');
  }
}

/** Whether an error means that nobody reads any more. */
export function isClosedPipe(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}
