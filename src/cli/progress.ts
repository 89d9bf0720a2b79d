import { Writable } from 'node:stream';
import type { RunEvent } from '../pipeline/context.js';
import { NO_PROGRESS, type Host, type Progress } from './host.js';
import { thousands } from './thousands.js';

const REDRAW_MS = 100;
const BAR_CELLS = 20;
const DEFAULT_COLUMNS = 80;

interface Work {
  readonly label: string;
  readonly files: number;
  readonly sizeBytes: number;
  readFiles: number;
  readBytes: number;
  readings: number;
}

/**
 * Bars on a terminal: a line for each gauge and one for all, with files, readings, rate and time left, redrawn at most
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
      stderr.write(text, () => done());
    },
  });
  const shown = Object.assign(above, { isTTY: true });
  Object.defineProperty(shown, 'columns', { get: () => stderr.columns });
  return { stderr: shown, progress: { take: (event) => bars.take(event), clear: () => bars.end() } };
}

class Bars {
  private works: Work[] = [];
  private startedMs = 0;
  private drawnMs = -Infinity;
  /** Signs in each line that is shown. */
  private drawn: readonly number[] = [];

  constructor(
    private readonly stderr: Host['stderr'],
    private readonly tickMs: () => number,
  ) {}

  take(event: RunEvent): void {
    if (event.type === 'gauge-started' && event.files > 0) {
      if (this.works.length === 0) this.startedMs = this.tickMs();
      const { files, sizeBytes, gauge } = event;
      this.works.push({ label: gauge || 'other files', files, sizeBytes, readFiles: 0, readBytes: 0, readings: 0 });
    } else if (event.type === 'read') {
      const work = this.works.findLast(({ label }) => label === (event.gauge || 'other files'));
      if (!work) return;
      work.readFiles += event.files;
      work.readBytes += event.sizeBytes;
      work.readings += event.readings;
    } else return;
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
    this.works = [];
  }

  private draw(): void {
    this.wipe();
    this.drawnMs = this.tickMs();
    const seconds = Math.max(1e-3, (this.drawnMs - this.startedMs) / 1000);
    const columns = this.stderr.columns || DEFAULT_COLUMNS;
    const lines = [...this.works, ...(this.works.length > 1 ? [totalOf(this.works)] : [])];
    const texts = lines.map((work) => barText(work, seconds, columns - 1));
    this.stderr.write(`${texts.join('\n')}\n`);
    this.drawn = texts.map((text) => text.length);
  }
}

function totalOf(works: readonly Work[]): Work {
  const sum = (key: 'files' | 'sizeBytes' | 'readFiles' | 'readBytes' | 'readings'): number =>
    works.reduce((total, work) => total + work[key], 0);
  return {
    label: 'all',
    files: sum('files'),
    sizeBytes: sum('sizeBytes'),
    readFiles: sum('readFiles'),
    readBytes: sum('readBytes'),
    readings: sum('readings'),
  };
}

/** A line of progress after so many seconds; in a narrow terminal what matters most: how much is done, and what is left. */
export function barText(
  { label, files, sizeBytes, readFiles, readBytes, readings }: Work,
  seconds: number,
  columns = Infinity,
): string {
  const share = sizeBytes > 0 ? Math.min(1, readBytes / sizeBytes) : 0;
  const full = Math.round(share * BAR_CELLS);
  const bar = `${'#'.repeat(full)}${'.'.repeat(BAR_CELLS - full)}`;
  const percent = `${Math.floor(share * 100)}%`.padStart(4);
  const left = share > 0 && share < 1 ? `, ${timeText((seconds * (1 - share)) / share)} left` : '';
  const number = (value: number): string => thousands(Math.round(value));
  const done = `${number(readFiles)}/${number(files)} files`;
  const flow = `, ${number(readings)} readings, ${number(readings / seconds)}/s`;
  const name = label.padEnd(12);
  const whole = `${name} ${bar} ${percent}  ${done}${flow}${left}`;
  return whole.length <= columns ? whole : `${name} ${percent}  ${done}${left}`.slice(0, columns);
}

function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return `${whole} s`;
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
