import { setTimeout as sleep } from 'node:timers/promises';
import type { FtpBackend } from '../../fixtures/ftp-server/index.js';
import type { Stall } from './stall.js';

/** A server that stops taking an upload once, in the middle. */
export function stallingUploads(stall: Stall): (backend: FtpBackend) => FtpBackend {
  return (backend) => ({
    ...backend,
    async write(path, keepBytes) {
      const sink = await backend.write(path, keepBytes);
      return {
        write: async (chunk) => {
          await stall.taken(chunk.length);
          await sink.write(chunk);
        },
        close: () => sink.close(),
      };
    },
  });
}

/** A server that gives every file at so many bytes a second. */
export function slowDownloads(bytesPerS: number): (backend: FtpBackend) => FtpBackend {
  return (backend) => ({
    ...backend,
    async read(path, startBytes) {
      return atSpeed(await backend.read(path, startBytes), bytesPerS);
    },
  });
}

async function* atSpeed(chunks: AsyncIterable<Uint8Array>, bytesPerS: number): AsyncGenerator<Uint8Array> {
  const startMs = performance.now();
  let given = 0;
  for await (const chunk of chunks) {
    yield chunk;
    given += chunk.length;
    const aheadMs = (given / bytesPerS) * 1000 - (performance.now() - startMs);
    if (aheadMs > 1) await sleep(aheadMs);
  }
}
