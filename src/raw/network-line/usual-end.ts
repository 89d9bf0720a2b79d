import { scanned } from '../../kernels/scan-decimal.js';

/** Bytes from the comma after the stamp that are looked at: `, 0, 0, 12.226` and what ends the line. */
export const USUAL_END_BYTES = 16;

const LF = 10;
const ZERO = 48;
/** `, ?,`: a tip count of one digit between its commas. */
const TIPS_MASK = 0xff00ffff | 0;
const TIPS = 0x2c00202c;
/** ` 0, `: no wind. */
const NO_WIND = 0x202c3020;
/** `dd.d`: volts and their tenths. */
const VOLTS_MASK = 0xf0fff0f0 | 0;
const VOLTS = 0x302e3030;
const VOLTS_CARRY = 0x06000606;
/** `dd` and a line feed: hundredths and thousandths. */
const MILLIVOLTS_MASK = 0x00fff0f0;
const MILLIVOLTS = 0x000a3030;
const MILLIVOLTS_CARRY = 0x00000606;

/**
 * The end that nearly all lines have, from the comma after the stamp on: `, 0, 0, 12.226` (one digit of tips, no wind,
 * volts with up to three decimals) and a line feed, read four bytes at a time. Gives the position after it, the volts in
 * `scanned[0]`; the tips are the digit at `at + 2`. -1 where the line ends in any other way.
 *
 * A word is compared with one constant: its digits are digits if their high nibbles are 3 and stay 3 when 6 is added.
 */
export function usualEnd(view: DataView, at: number): number {
  const tips = view.getInt32(at, true);
  const volts = view.getInt32(at + 8, true);
  const tipDigit = ((tips >>> 16) & 0xff) - ZERO;
  if ((tips & TIPS_MASK) !== TIPS || tipDigit < 0 || tipDigit > 9 || view.getInt32(at + 4, true) !== NO_WIND) return -1;
  if ((volts & VOLTS_MASK) !== VOLTS || ((volts + VOLTS_CARRY) & VOLTS_MASK) !== VOLTS) return -1;
  const tenths = (volts & 0xf) * 100 + ((volts >>> 8) & 0xf) * 10 + ((volts >>> 24) & 0xf);
  const tail = view.getInt32(at + 12, true);
  if ((tail & MILLIVOLTS_MASK) === MILLIVOLTS && ((tail + MILLIVOLTS_CARRY) & MILLIVOLTS_MASK) === MILLIVOLTS) {
    scanned[0] = (tenths * 100 + (tail & 0xf) * 10 + ((tail >>> 8) & 0xf)) / 1000;
    return at + 15;
  }
  if ((tail & 0xff) === LF) {
    scanned[0] = tenths / 10;
    return at + 13;
  }
  const hundredths = (tail & 0xff) - ZERO;
  if (hundredths < 0 || hundredths > 9 || ((tail >>> 8) & 0xff) !== LF) return -1;
  scanned[0] = (tenths * 10 + hundredths) / 100;
  return at + 14;
}
