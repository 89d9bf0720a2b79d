import { Writable } from 'node:stream';
import type { RunEvent } from '../../pipeline/context.js';
import { NO_PROGRESS, type Host, type Progress } from './host.js';
import { shareOf, totalOf, Works, workTexts, type Work } from './works.js';

const REDRAW_MS = 100;
const BAR_CELLS = 20;
const DEFAULT_COLUMNS = 80;

/**
 * Bars on a terminal: a line for each gauge and one for all, with files, size, rate and time left, redrawn at most
 * ten times a second. Where stderr is no terminal, nothing is ever shown. Gives the stderr to use from then on: what is
 * written there goes above the bars.
 */
export function openProgress({ stderr, tickMs }: Host): { stderr: Host['stderr']; progress: Progress } {
  if (stderr.isTTY !== true) return { stderr, progress: NO_PROGRESS };
  const bars = new Bars(stderr, tickMs);
  const above = new Writable({
    decodeStrings: false,
    write: (text: string | Uint8Array, _encoding, done) => {
      bars.wipe();
      stderr.write(text);
      // At once, so that nothing which is written past this stream comes before it.
      done();
    },
  });
  const shown = Object.assign(above, { isTTY: true });
  Object.defineProperty(shown, 'columns', { get: () => stderr.columns });
  return { stderr: shown, progress: { take: (event) => bars.take(event), clear: () => bars.end() } };
}

class Bars {
  private readonly works: Works;
  private drawnMs = -Infinity;
  /** Signs in each line that is shown. */
  private drawn: readonly number[] = [];

  constructor(
    private readonly stderr: Host['stderr'],
    private readonly tickMs: () => number,
  ) {
    this.works = new Works(tickMs);
  }

  take(event: RunEvent): void {
    const work = this.works.take(event);
    if (!work && event.type !== 'listing') return;
    if (this.tickMs() - this.drawnMs >= REDRAW_MS) this.draw();
  }

  wipe(): void {
    if (this.drawn.length > 0) {
      // A terminal that was made narrower since has broken the lines.
      const columns = this.stderr.columns || DEFAULT_COLUMNS;
      const rows = this.drawn.reduce((sum, signs) => sum + Math.max(1, Math.ceil(signs / columns)), 0);
      this.stderr.write(`\r\u001b[${rows}A\u001b[J`);
    }
    this.drawn = [];
    this.drawnMs = -Infinity;
  }

  end(): void {
    this.wipe();
    this.works.clear();
  }

  private draw(): void {
    this.wipe();
    this.drawnMs = this.tickMs();
    const columns = this.stderr.columns || DEFAULT_COLUMNS;
    const { all, listing } = this.works;
    const texts = [...all, ...(all.length > 1 ? [totalOf(all)] : [])].map((work) => barText(work, columns - 1));
    if (listing !== undefined) texts.push(`${listing.padEnd(12)} being listed`.slice(0, columns - 1));
    this.stderr.write(`${texts.join('\n')}\n`);
    this.drawn = texts.map((text) => text.length);
  }
}

/** A line of progress; in a narrow terminal a shorter bar, none, and last of all without amounts and rate. */
export function barText(work: Work, columns = Infinity): string {
  const { files, size, flow, left } = workTexts(work);
  const name = work.label.padEnd(12);
  const percent = `${Math.floor(shareOf(work) * 100)}%`.padStart(4);
  const line = (cells: number, ...texts: string[]): string =>
    `${name} ${barOf(work, cells)}${percent}  ${texts.filter((text) => text !== '').join(', ')}`;
  const forms = [
    line(BAR_CELLS, files, size, flow, left),
    line(BAR_CELLS / 2, files, size, flow, left),
    line(0, files, size, flow, left),
    line(0, files, flow, left),
    line(0, files, left),
  ];
  return forms.find((form) => form.length <= columns) ?? forms.at(-1)!.slice(0, columns);
}

function barOf(work: Work, cells: number): string {
  if (cells === 0) return '';
  const full = Math.round(shareOf(work) * cells);
  return `${'#'.repeat(full)}${'.'.repeat(cells - full)} `;
}
