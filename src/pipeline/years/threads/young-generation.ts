import v8 from 'node:v8';

/**
 * Keeps this thread's young generation at the size it has. What a flow leaves behind is garbage at once: a young
 * generation that grows on, up to 32 MB, only holds more of it. A thread that starts sets V8's default again, for all: to
 * be said once more then.
 */
export function keepYoungGeneration(): void {
  // Other versions than the one this was tried with might not know the flag, and would say so.
  if (process.versions.v8.startsWith('11.')) v8.setFlagsFromString('--semi-space-growth-factor=1');
}
