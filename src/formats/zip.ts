import type { ByteSink } from '../domain/sink.js';

/** A file of an archive. */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LEVEL = 6;

/**
 * Writes a deflated zip, member by member, none of which is held longer than its own turn. Every member carries the
 * earliest date a zip can say, so that the same members give the same bytes.
 */
export async function writeZip(members: Iterable<Member>, sink: ByteSink): Promise<void> {
  const { Zip, ZipDeflate } = await import('fflate');
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    sink(bytes);
  });
  for (const { name, bytes } of members) {
    const entry = new ZipDeflate(name, { level: LEVEL });
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
