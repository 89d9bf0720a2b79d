import type { Pieces } from '../../domain/storage/store.js';
import type { Session } from './session.js';

/** What one request carries: every server takes as much (34,000 with its head). */
const BLOCK_BYTES = 31 * 1024;
/** Requests of one file under way at once: a megabyte. */
const BLOCKS_AHEAD = 32;

interface Block {
  readonly atBytes: number;
  readonly sizeBytes: number;
  readonly bytes: Promise<Uint8Array>;
}

/**
 * The bytes of an open file from one on to its end, `sizeBytes` of it being expected: that many are asked for ahead, and one
 * more, so that a file that grew shows.
 */
export async function* readPieces(
  session: Session,
  handle: Buffer,
  fromBytes: number,
  sizeBytes: number,
): AsyncGenerator<Uint8Array> {
  const underWay: Block[] = [];
  const endBytes = sizeBytes + 1;
  let askedBytes = fromBytes;
  const ask = (atBytes: number, blockBytes: number): Block => {
    const bytes = readBlock(session, handle, atBytes, blockBytes);
    bytes.catch(() => undefined);
    return { atBytes, sizeBytes: blockBytes, bytes };
  };
  for (;;) {
    while (underWay.length < BLOCKS_AHEAD && askedBytes < endBytes) {
      const blockBytes = Math.min(BLOCK_BYTES, endBytes - askedBytes);
      underWay.push(ask(askedBytes, blockBytes));
      askedBytes += blockBytes;
    }
    const block = underWay.shift();
    if (!block) return;
    const bytes = await block.bytes;
    if (bytes.length === 0) return;
    // A server may give less than was asked for, and have more.
    if (bytes.length < block.sizeBytes)
      underWay.unshift(ask(block.atBytes + bytes.length, block.sizeBytes - bytes.length));
    yield bytes;
  }
}

/** What a file has at a place; nothing at its end. */
function readBlock(session: Session, handle: Buffer, atBytes: number, sizeBytes: number): Promise<Uint8Array> {
  const room = Buffer.allocUnsafeSlow(sizeBytes);
  return session.request<Uint8Array>((sftp, answer) =>
    sftp.read(handle, room, 0, sizeBytes, atBytes, (error, gotBytes) =>
      answer(error, error ? room : room.subarray(0, gotBytes)),
    ),
  );
}

/** Writes into an open file from a place on; gives how many bytes that were. A piece is let go once it was sent. */
export async function writePieces(
  session: Session,
  handle: Buffer,
  fromBytes: number,
  pieces: Pieces,
): Promise<number> {
  const underWay: Promise<unknown>[] = [];
  let atBytes = fromBytes;
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let begin = 0; begin < bytes.length; begin += BLOCK_BYTES) {
      while (underWay.length >= BLOCKS_AHEAD) await underWay.shift();
      const lengthBytes = Math.min(BLOCK_BYTES, bytes.length - begin);
      const place = atBytes;
      // The request holds a copy of the bytes.
      const sent = session.request((sftp, answer) =>
        sftp.write(handle, bytes, begin, lengthBytes, place, (error) => answer(error, undefined)),
      );
      sent.catch(() => undefined);
      underWay.push(sent);
      atBytes += lengthBytes;
    }
  }
  await Promise.all(underWay);
  return atBytes - fromBytes;
}
