import { closeSync, openSync, writeSync } from 'node:fs';

const BUFFER_BYTES = 1 << 20;
const LONGEST_LINE_BYTES = 128;
const DIGIT_0 = 0x30;
const POINT = 0x2e;
const LINE_FEED = 0x0a;

/** Writes logger lines (`Hydropolis, 1677629040, 0, 0, 12.226`) to a file, many millions a second. */
export class LineWriter {
  readonly #file: number;
  readonly #buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  #at = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  /** One line. `label` includes the `, ` after it; tips below 100, battery in mV from 10,000 to 99,999. */
  write(label: Uint8Array, timeS: number, tips: number, batteryMv: number): void {
    if (this.#at + LONGEST_LINE_BYTES > BUFFER_BYTES) this.#flush();
    const buffer = this.#buffer;
    buffer.set(label, this.#at);
    let at = this.#digits(this.#at + label.length, timeS, timeS >= 1e9 ? 10 : timeS >= 1e8 ? 9 : 8);
    at = this.#text(at, ', ');
    at = this.#digits(at, tips, tips > 9 ? 2 : 1);
    at = this.#text(at, ', 0, ');
    at = this.#digits(at, Math.floor(batteryMv / 1000), 2);
    buffer[at] = POINT;
    at = this.#digits(at + 1, batteryMv % 1000, 3);
    buffer[at] = LINE_FEED;
    this.#at = at + 1;
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #digits(at: number, value: number, width: number): number {
    let rest = value;
    for (let i = at + width - 1; i >= at; i--) {
      const tenth = Math.floor(rest / 10);
      this.#buffer[i] = DIGIT_0 + rest - tenth * 10;
      rest = tenth;
    }
    return at + width;
  }

  #text(at: number, text: string): number {
    for (let i = 0; i < text.length; i++) this.#buffer[at + i] = text.charCodeAt(i);
    return at + text.length;
  }

  #flush(): void {
    for (let done = 0; done < this.#at;) done += writeSync(this.#file, this.#buffer, done, this.#at - done);
    this.#at = 0;
  }
}
