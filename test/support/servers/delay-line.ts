import { Transform } from 'node:stream';

const WINDOW_BYTES = 1 << 20;

/** Passes chunks on, each `delayMs` after it came; at most 1 MiB is under way, then the sender is held back. */
export function delayLine(delayMs: number): Transform {
  let underWayBytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      underWayBytes += chunk.length;
      setTimeout(() => {
        underWayBytes -= chunk.length;
        this.push(chunk);
      }, delayMs);
      const goOn = (): void => {
        if (underWayBytes + this.readableLength < WINDOW_BYTES) done();
        else setTimeout(goOn, delayMs);
      };
      goOn();
    },
    flush(done) {
      setTimeout(done, delayMs);
    },
  });
}
