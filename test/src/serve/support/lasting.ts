import type { ExecutionContext } from 'ava';

/** What lasts as long as the tests of a file: teardowns that are run at its end. */
export class Lasting {
  private readonly undo: (() => unknown)[] = [];

  /** A context whose teardowns wait for the end. */
  of(t: ExecutionContext): ExecutionContext {
    return Object.assign(Object.create(t) as ExecutionContext, {
      teardown: (step: () => unknown) => void this.undo.unshift(step),
    });
  }

  async end(): Promise<void> {
    for (const step of this.undo) await step();
  }
}
