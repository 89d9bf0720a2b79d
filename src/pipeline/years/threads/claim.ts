/** A job that two threads may both come to: memory of both, in which the first one leaves its mark. */
export type Claim = Int32Array<SharedArrayBuffer>;

export function newClaim(): Claim {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** Takes the job; false where it was taken before. */
export function take(claim: Claim): boolean {
  return Atomics.compareExchange(claim, 0, 0, 1) === 0;
}
