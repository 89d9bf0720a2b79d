import type { Head } from './head.js';
import type { SourceRows } from '../source-rows.js';

/** Lines of the head of a source: of those above the columns' names it is not known whether these will come. */
export class HeadLines {
  private above: { readonly line: number; readonly text: string }[] = [];

  constructor(
    private readonly head: Head,
    private readonly rows: SourceRows,
    private readonly hands: {
      /** Called for what is of the head, and nowhere kept. */
      readonly onUnread: () => void;
      /** Whether a line below the names would be a reading, if it were not of the head. */
      readonly isReading: (text: string) => boolean;
    },
  ) {}

  start(): void {
    this.above = [];
  }

  /** Whether a line belongs to the head, which is open; one that cannot is rejected. */
  take(text: string, isBlank: boolean, label: string): boolean {
    const { head, rows } = this;
    const what = head.take(text);
    if (what === 'data') return false;
    if (what === 'no-header') {
      this.reject(label);
      if (!isBlank) rows.rejectText('no-header', text, label, false);
    } else if (what === 'above') {
      if (!isBlank) this.above.push({ line: rows.line, text });
    } else {
      const isOver = what === 'passed' && !isBlank && this.hands.isReading(text);
      if (this.above.length > 0 || (what === 'passed' && !isBlank && !isOver)) this.hands.onUnread();
      this.above = [];
      // Where rows of units are not there, what stands in their place are readings.
      if (isOver) head.end();
      return !isOver;
    }
    return true;
  }

  /** The names did not come: what stood above them is rejected. */
  reject(label: string): void {
    const { above, rows } = this;
    this.above = [];
    for (const { line, text } of above) rows.rejectAt(line, 'no-header', text, label);
  }
}
