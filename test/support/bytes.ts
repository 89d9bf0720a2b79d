import { Readable, Writable } from 'node:stream';
import type { Client } from 'basic-ftp';

/** A stream that keeps what is written to it. */
export class Collector extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  get sizeBytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }
}

/** Downloads a file as text. */
export async function download(client: Client, path: string, startBytes = 0): Promise<string> {
  const collector = new Collector();
  await client.downloadTo(collector, path, startBytes);
  return collector.text;
}

export function upload(client: Client, path: string, content: string | Uint8Array): Promise<unknown> {
  return client.uploadFrom(Readable.from([Buffer.from(content)]), path);
}
