import fs from 'node:fs';

/**
 * HDF5 puts the moment of writing into the header of every dataset (HDF5 File Format Specification 3.0, IV.A.2.s "Object
 * Modification Time": message type 0x0012 of 8 bytes, version 1, seconds as 4 bytes), and h5wasm has no switch for it.
 * The same input has to give the same bytes, so that those seconds are set to zero afterwards.
 */
const HEAD = Buffer.from([0x12, 0, 8, 0]);
/** Type, size, flags, reserved, version, reserved: then the seconds. */
const SECONDS_AT = 12;
const MESSAGE_BYTES = 16;
const PAGE_BYTES = 262_144;

/** Sets the modification times of a file with version 1 object headers to 1970-01-01; other bytes stay. */
export function steadyTimes(file: string): void {
  const fd = fs.openSync(file, 'r+');
  try {
    const page = Buffer.allocUnsafe(PAGE_BYTES);
    for (let position = 0, read; (read = fs.readSync(fd, page, 0, PAGE_BYTES, position)) >= MESSAGE_BYTES;) {
      clearSeconds(page.subarray(0, read), (at) => fs.writeSync(fd, Buffer.alloc(4), 0, 4, position + at));
      position += read - MESSAGE_BYTES + 1;
    }
  } finally {
    fs.closeSync(fd);
  }
}

function clearSeconds(page: Buffer, clear: (at: number) => void): void {
  for (let at = page.indexOf(HEAD); at >= 0 && at + MESSAGE_BYTES <= page.length; at = page.indexOf(HEAD, at + 1)) {
    const isMessage = page.readUIntBE(at + 5, 3) === 0 && page.readUInt32LE(at + 8) === 1;
    if (isMessage) clear(at + SECONDS_AT);
  }
}
