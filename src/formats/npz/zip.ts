import { deflateRawSync, gunzipSync } from 'node:zlib';
import type { ByteSink } from '../../domain/storage/sink.js';

/** A file of an archive. */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LEVEL = 6;
/** A zip's number for it. */
const DEFLATE = 8;
/** Of a member that is read: far more than a network's year has. */
const MOST_BYTES = 2 ** 30;

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

/** Of a zip's last record: its signature, its length, and where the number and place of the files stand in it. */
const END = { signature: 0x06054b50, sizeBytes: 22, countAt: 10, directoryAt: 16 } as const;
/** Of a file's record in the directory. */
const ENTRY = { signature: 0x02014b50, sizeBytes: 46, methodAt: 10, crcAt: 16, packedAt: 20, sizeAt: 24 } as const;
/** Of a file's own record, before its bytes. */
const LOCAL = { signature: 0x04034b50, sizeBytes: 30, nameAt: 26, extraAt: 28 } as const;
/** What makes deflated bytes a gzip: then zlib itself compares their checksum and length. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/**
 * The members of a deflated zip (PKWARE APPNOTE 6.3, without its extensions), by name, each with the checksum that the zip
 * says it has. Throws an `Error` that says why where it is none.
 */
export function readZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = zip.length - END.sizeBytes;
  if (end < 0 || zip.readUInt32LE(end) !== END.signature) throw new Error('it is cut off, or is no zip');
  const members = new Map<string, Uint8Array>();
  let at = zip.readUInt32LE(end + END.directoryAt);
  for (let left = zip.readUInt16LE(end + END.countAt); left > 0; left--) {
    if (at + ENTRY.sizeBytes > end || zip.readUInt32LE(at) !== ENTRY.signature)
      throw new Error('its directory is damaged');
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
    const name = zip.toString('utf8', at + ENTRY.sizeBytes, at + ENTRY.sizeBytes + nameBytes!);
    members.set(name, inflate(zip, at, name));
    at += ENTRY.sizeBytes + nameBytes! + extraBytes! + commentBytes!;
  }
  return members;
}

function inflate(zip: Buffer, entry: number, name: string): Uint8Array {
  const local = zip.readUInt32LE(entry + ENTRY.sizeBytes - 4);
  const isThere = local + LOCAL.sizeBytes <= zip.length && zip.readUInt32LE(local) === LOCAL.signature;
  if (!isThere || zip.readUInt16LE(entry + ENTRY.methodAt) !== DEFLATE)
    throw new Error(`its member ${name} is damaged, or not deflated`);
  const start =
    local + LOCAL.sizeBytes + zip.readUInt16LE(local + LOCAL.nameAt) + zip.readUInt16LE(local + LOCAL.extraAt);
  const packed = zip.subarray(start, start + zip.readUInt32LE(entry + ENTRY.packedAt));
  const tail = Buffer.concat([
    zip.subarray(entry + ENTRY.crcAt, entry + ENTRY.crcAt + 4),
    zip.subarray(entry + ENTRY.sizeAt, entry + ENTRY.sizeAt + 4),
  ]);
  try {
    return gunzipSync(Buffer.concat([GZIP_HEAD, packed, tail]), { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new Error(`its member ${name} is damaged`, { cause });
  }
}
