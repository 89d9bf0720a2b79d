import { deflateRawSync } from 'node:zlib';
import type { ByteSink } from '../domain/sink.js';

/** A file of an archive. */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LEVEL = 6;
/** A zip's number for it. */
const DEFLATE = 8;

/**
 * Writes a deflated zip, member by member, none of which is held longer than its own turn. Every member carries the
 * earliest date a zip can say, so that the same members give the same bytes.
 */
export async function writeZip(members: Iterable<Member>, sink: ByteSink): Promise<void> {
  const { Zip, ZipPassThrough } = await import('fflate');
  /** Deflates by zlib: the archiver's own way of it keeps a megabyte of tables for each member. */
  class Deflated extends ZipPassThrough {
    override compression = DEFLATE;

    protected override process(bytes: Uint8Array, final: boolean): void {
      this.ondata(null, deflateRawSync(bytes, { level: LEVEL }), final);
    }
  }
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    sink(bytes);
  });
  for (const { name, bytes } of members) {
    const entry = new Deflated(name);
    entry.mtime = new Date(1980, 0, 1);
    zip.add(entry);
    entry.push(bytes, true);
  }
  zip.end();
}

/** The members of a zip, by name. Throws what the unzipper says where it is none. */
export async function readZip(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const { unzipSync } = await import('fflate');
  return new Map(Object.entries(unzipSync(bytes)));
}
