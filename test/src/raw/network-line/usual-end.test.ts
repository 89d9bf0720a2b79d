import test from 'ava';
import { scanned } from '../../../../src/kernels/scan-decimal.js';
import { USUAL_END_BYTES, usualEnd } from '../../../../src/raw/network-line/usual-end.js';

/** The plain twin. */
const USUAL = /^, (\d), 0, (\d\d\.\d{1,3})\n/;

function expected(bytes: Buffer): { next: number; volts: number } {
  const match = USUAL.exec(bytes.toString('latin1'));
  return match ? { next: match[0].length, volts: Number(match[2]) } : { next: -1, volts: NaN };
}

test('usualEnd takes exactly the usual ends, whatever byte stands anywhere in them', (t) => {
  const bytes = Buffer.alloc(USUAL_END_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let taken = 0;
  for (const usual of [', 0, 0, 12.226\nM', ', 9, 0, 98.76\nMS', ', 1, 0, 10.3\nMSE', ', 5, 0, 12.0\n\n\n\n']) {
    for (let place = 0; place < USUAL_END_BYTES; place++) {
      for (let byte = 0; byte < 256; byte++) {
        bytes.write(usual, 'latin1');
        bytes[place] = byte;
        const { next, volts } = expected(bytes);
        const is = usualEnd(view, 0);
        if (is !== next || (next >= 0 && scanned[0] !== volts))
          t.fail(`${JSON.stringify(bytes.toString('latin1'))}: ${is}`);
        if (is >= 0) taken++;
      }
    }
  }
  t.true(taken > 1000);
});
