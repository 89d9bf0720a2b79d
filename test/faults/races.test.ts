import test from 'ava';
import { randomFrom } from '../../fixtures/random.js';
import { loggerLine, rawName } from '../../fixtures/logger.js';
import { utc } from '../../fixtures/utc.js';
import type { FaultFunction } from '../../src/ftp-server/index.js';
import { lostLines } from './support/checks.js';
import { extent, tellFigure } from './support/extent.js';
import { openScene, troublesIn, type Scene } from './support/scene.js';

const LINES = 5;

/** A logger that writes between any two commands of the server: new files, longer ones, others under the same name. */
class RacingLogger {
  readonly sent: { gauge: string; line: string }[] = [];
  #timeS = utc('2024-03-01');
  #current: { path: string; text: string; lines: number } | undefined;

  constructor(
    private readonly scene: Scene,
    private readonly random: () => number,
  ) {}

  /** Writes now and then; sometimes half a line, whose other half comes later. */
  readonly faults: FaultFunction = () => {
    if (this.random() < 0.02) this.write();
    return undefined;
  };

  write(): void {
    this.#current ??= { path: `/base/Polytech/${rawName('Polytech', this.#timeS)}`, text: '', lines: 0 };
    const file = this.#current;
    const line = loggerLine('Polytech', { timeS: this.#timeS, tips: Math.floor(this.random() * 4), wind: 0, battery: 12.3 });
    this.#timeS += 60;
    const half = Math.floor(this.random() * line.length);
    if (this.random() < 0.3) this.scene.backend.put(file.path, file.text + line.slice(0, half));
    file.text += line;
    this.sent.push({ gauge: 'Polytech', line: line.trimEnd() });
    this.scene.backend.put(file.path, file.text);
    if (++file.lines === LINES) this.#current = undefined;
  }

  /** Sends a file anew under a name that may have been read, or deleted, already. */
  replace(base: string): void {
    const names = [...this.scene.under(base).keys()];
    const name = names[Math.floor(this.random() * names.length)];
    if (name === undefined) return;
    const line = loggerLine('Polytech', { timeS: this.#timeS, tips: 1, wind: 0, battery: 12.1 });
    this.#timeS += 60;
    this.sent.push({ gauge: 'Polytech', line: line.trimEnd() });
    this.scene.backend.put(`${base}/${name}`, this.scene.under(base).get(name)! + line);
  }
}

test.serial('copy and update account for every line of a logger that keeps writing', async (t) => {
  t.timeout(900_000);
  let sent = 0;
  for (const seed of extent(1, 5) === 1 ? [1] : [1, 2, 3, 4, 5]) {
    const scene = await openScene(t);
    const random = randomFrom(seed);
    const logger = new RacingLogger(scene, random);
    for (let round = 0; round < extent(12, 100); round++) {
      for (let n = 0; n < 8; n++) logger.write();
      logger.replace(random() < 0.5 ? '/base' : '/raw');
      scene.faults = logger.faults;
      for (const args of [['copy', '--settle', '0'], ['update']]) {
        const { code, stderr } = await scene.run(args);
        t.is(code, 0, `seed ${seed}, round ${round}, ${args[0]!}: ${troublesIn(stderr)}`);
      }
      scene.faults = undefined;
    }
    for (const args of [['copy', '--settle', '0'], ['update']]) t.is((await scene.run(args)).code, 0);
    t.deepEqual(lostLines(logger.sent, scene.under('/published')), [], `seed ${seed}`);
    t.deepEqual([...scene.under('/raw').keys()], []);
    sent += logger.sent.length;
  }
  t.log(`${sent} lines sent, ${sent} found`);
  tellFigure('lines of a logger racing copy and update', sent, `${sent} found`);
});
