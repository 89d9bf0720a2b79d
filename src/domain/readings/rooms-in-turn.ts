/** A flow reads at most one chunk ahead of the one that is looked at; so that three take turns. */
const IN_TURN = 3;

/** Room for chunks on their way through a flow; one is used again after the two that follow it. */
export class BuffersInTurn {
  readonly #rooms: Buffer[] = [];
  #turn = 0;

  constructor(readonly sizeBytes: number) {}

  next(): Buffer {
    const at = this.#turn++ % IN_TURN;
    return (this.#rooms[at] ??= Buffer.allocUnsafeSlow(this.sizeBytes));
  }
}
