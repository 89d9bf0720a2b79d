/** Silence on a file after which it counts as slow, and gives way to others. */
const SLOW_MS = 3_000;
/** Silence after which it is given up; and what is left of that where another one was given up lately. */
const SILENCE_MS = 20_000;
const LATER_SILENCE_MS = 5_000;
const LATELY_MS = 10 * 60_000;
/** The slowest line that is waited for: 2 kB/s. */
const LEAST_BYTES_PER_MS = 2;
/** A server that was seen to be slow is given so many times as long. */
const SLOWNESS = 4;

/**
 * How long files are waited for. A server that locks a file while it is uploaded may say nothing at all: one connection waits for
 * such a file, the others go on with what comes.
 */
export class Patience {
  /** Files that the server was silent on, and gave at once when they were asked for alone. */
  falseAlarms = 0;
  #slowestMs = 0;
  #gaveUpMs = -Infinity;
  #isHeld = false;

  /** `timeoutMs`: silence after which the store gives a connection up. */
  constructor(private readonly timeoutMs: number) {}

  /** Silence after which a file is slow. */
  get slowMs(): number {
    return Math.min(this.silenceMs, Math.max(Math.min(SLOW_MS, this.timeoutMs / 3), SLOWNESS * this.#slowestMs));
  }

  /** Silence after which a file is given up. */
  get silenceMs(): number {
    const wasLately = performance.now() - this.#gaveUpMs < LATELY_MS;
    return Math.min(wasLately ? LATER_SILENCE_MS : SILENCE_MS, (this.timeoutMs * 2) / 3);
  }

  /** How long a file of so many bytes may take, pauses of ours aside. */
  limitMs(sizeBytes: number): number {
    return Math.min(SILENCE_MS, 2 * this.timeoutMs) + sizeBytes / LEAST_BYTES_PER_MS;
  }

  /** Takes the one place for a file that is waited for; undefined where another one has it. */
  hold(): (() => void) | undefined {
    if (this.#isHeld) return undefined;
    this.#isHeld = true;
    let isOurs = true;
    return () => {
      if (isOurs) this.#isHeld = false;
      isOurs = false;
    };
  }

  noteSlow(ms: number): void {
    this.#slowestMs = Math.max(this.#slowestMs, ms);
  }

  noteGivenUp(): void {
    this.#gaveUpMs = performance.now();
  }
}
