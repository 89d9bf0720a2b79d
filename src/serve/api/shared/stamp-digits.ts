const ZERO = 48;

/** The decimal digits of a stamp that counts up, as ASCII: a step changes the last few, which is quicker than to write it anew. */
export class StampDigits {
  private digits: Uint8Array;

  /** `timeS` is a whole number of Unix seconds from 0 on. */
  constructor(timeS: number) {
    this.digits = Buffer.from(String(timeS));
  }

  /** Goes on by `stepS`, a whole number of seconds from 0 on. */
  add(stepS: number): void {
    const { digits } = this;
    let carry = stepS;
    for (let k = digits.length - 1; carry > 0 && k >= 0; k--) {
      const sum = digits[k]! - ZERO + carry;
      carry = (sum / 10) | 0;
      digits[k] = ZERO + sum - 10 * carry;
    }
    if (carry > 0) this.digits = Buffer.concat([Buffer.from(String(carry)), digits]);
  }

  /** Writes the digits at `at`; gives where they end. */
  write(page: Uint8Array, at: number): number {
    const { digits } = this;
    for (let k = 0; k < digits.length; k++) page[at + k] = digits[k]!;
    return at + digits.length;
  }
}
