import test from 'ava';
import { randomFrom } from '../../../fixtures/random.js';
import { loggerLine, rawName } from '../../../fixtures/networks/logger.js';
import { utc } from '../../../fixtures/utc.js';
import type { FaultFunction } from '../../../fixtures/ftp-server/index.js';
import { lostLines, undone } from '../support/checks.js';
import { extent, tellFigure } from '../support/extent.js';
import { openScene, troublesIn, type Scene } from '../support/scene.js';

const LINES = 5;

/** A logger that writes between any two commands of the server: new files, longer ones, others under the same name. */
class RacingLogger {
  readonly sent: { gauge: string; line: string }[] = [];
  #timeS = utc('2024-03-01');
  #current: { path: string; text: string; lines: number } | undefined;

  constructor(
    private readonly scene: Scene,
    private readonly gauge: string,
    /** Where it writes: `/base`, which is copied, or `/raw`, which is worked off at once. */
    private readonly base: string,
    private readonly random: () => number,
  ) {}

  /** Now and then it does something. */
  tick(): void {
    const luck = this.random();
    if (luck < 0.05) this.write();
    else if (luck < 0.06) this.replace();
  }

  /** Writes a line; sometimes half of it at first. */
  write(): void {
    this.#current ??= { path: `${this.base}/${this.gauge}/${rawName(this.gauge, this.#timeS)}`, text: '', lines: 0 };
    const file = this.#current;
    const line = loggerLine(this.gauge, {
      timeS: this.#timeS,
      tips: Math.floor(this.random() * 4),
      wind: 0,
      battery: 12.3,
    });
    this.#timeS += 60;
    const half = Math.floor(this.random() * line.length);
    if (this.random() < 0.3) this.scene.backend.put(file.path, file.text + line.slice(0, half));
    file.text += line;
    this.sent.push({ gauge: this.gauge, line: line.trimEnd() });
    this.scene.backend.put(file.path, file.text);
    if (++file.lines === LINES) this.#current = undefined;
  }

  /** Sends an earlier file again, longer, under a name that may have been read already. */
  replace(): void {
    const files = this.scene.under(this.base);
    const names = [...files.keys()].filter(
      (name) =>
        name.startsWith(this.gauge) && !name.includes('.pluvio-') && `${this.base}/${name}` !== this.#current?.path,
    );
    const name = names[Math.floor(this.random() * names.length)];
    if (name === undefined) return;
    const line = loggerLine(this.gauge, { timeS: this.#timeS, tips: 1, wind: 0, battery: 12.1 });
    this.#timeS += 60;
    this.sent.push({ gauge: this.gauge, line: line.trimEnd() });
    this.scene.backend.put(`${this.base}/${name}`, files.get(name)! + line);
  }
}

/** All loggers at work between any two commands: also between the last look at a file and its deletion. */
function everyone(loggers: readonly RacingLogger[]): FaultFunction {
  return () => {
    for (const logger of loggers) logger.tick();
    return undefined;
  };
}

test.serial('copy and update account for every line of a logger that keeps writing', async (t) => {
  t.timeout(900_000);
  let sent = 0;
  for (let seed = 1; seed <= extent(1, 5); seed++) {
    const scene = await openScene(t);
    const random = randomFrom(seed);
    const loggers = [
      new RacingLogger(scene, 'Polytech', '/base', random),
      new RacingLogger(scene, 'Hydropolis', '/raw', random),
    ];
    for (let round = 0; round < extent(12, 100); round++) {
      for (const logger of loggers) {
        for (let n = 0; n < 8; n++) logger.write();
        logger.replace();
      }
      scene.faults = everyone(loggers);
      for (const args of [['copy', '--settle', '0'], ['update']]) {
        const { code, stderr } = await scene.run(args);
        t.is(code, 0, `seed ${seed}, round ${round}, ${args[0]!}: ${troublesIn(stderr)}`);
      }
      scene.faults = undefined;
    }
    for (const args of [['copy', '--settle', '0'], ['update']]) t.is((await scene.run(args)).code, 0);
    const lines = loggers.flatMap((logger) => logger.sent);
    t.deepEqual(lostLines(lines, scene.under('/published')), [], `seed ${seed}`);
    t.deepEqual(undone(scene), []);
    sent += lines.length;
  }
  t.log(`${sent} lines sent, ${sent} found`);
  tellFigure('lines of loggers that write while copy and update run', sent, `${sent.toLocaleString('en')} found`);
});
