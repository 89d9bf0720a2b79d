import type { Description } from '../../description/description.js';
import { layoutOf, type Layout } from '../scan/layout.js';
import { fieldsOfLine } from '../scan/line-reader.js';

/** Lines that may stand above the header that is looked for. */
const MOST_LINES_ABOVE = 100;

/** What a line of the top of a file is. */
export type HeadLine = 'above' | 'header' | 'passed' | 'data' | 'no-header';

/** The top of a file, line by line, until its readings begin; a line that begins a file anew begins it anew. */
export class Head {
  layout: Layout | undefined;
  /** What is wrong with the header. */
  problem: string | undefined;
  /** Lines above the readings, without line ends. */
  texts: string[] = [];
  private top = 0;
  private unitsLeft = 0;
  private headerText: string | undefined;

  constructor(private readonly description: Description) {
    this.begin();
  }

  begin(): void {
    const { header } = this.description;
    this.texts = [];
    this.top = 0;
    this.unitsLeft = 0;
    this.headerText = this.problem = this.layout = undefined;
    if (header.by === 'none') this.use(undefined);
  }

  /** Whether the next line is one that this has to see. */
  get isOpen(): boolean {
    return this.layout === undefined || this.top < this.description.skip || this.unitsLeft > 0;
  }

  /** Notes a line above the readings that is not counted, for what it may say of them. */
  note(text: string): void {
    if (this.texts.length < MOST_LINES_ABOVE) this.texts.push(text);
  }

  /** The line taken last is none of it, and none comes any more. */
  end(): void {
    this.texts.pop();
    this.unitsLeft = 0;
    this.top = Math.max(this.top, this.description.skip);
  }

  /** Takes the next line of a head that is open. */
  take(text: string): HeadLine {
    const { header, skip } = this.description;
    this.top++;
    if (this.layout && this.unitsLeft > 0 && this.top > skip) {
      this.unitsLeft--;
      return this.passed(text);
    }
    if (this.layout) return this.top <= skip ? this.passed(text) : 'data';
    if (header.by === 'row' && this.top < header.row) return this.above(text);
    if (header.by === 'row' && this.top > header.row) return 'no-header';
    if (header.by === 'name' && this.top > MOST_LINES_ABOVE && this.texts.length > 0) this.texts = [];
    const names = fieldsOfLine(text, this.description.delimiter);
    if (!names || !this.use(names))
      return header.by === 'row' || this.top > MOST_LINES_ABOVE ? 'no-header' : this.above(text);
    this.texts.push(text);
    this.headerText = text;
    this.unitsLeft = this.description.units;
    return 'header';
  }

  /** Whether a line among readings is a header: the same again, or one that has the columns elsewhere. */
  isHeader(text: string, fields: readonly string[]): boolean {
    if (text === this.headerText) return this.again();
    return this.description.header.by === 'name' && this.use(fields) && this.again();
  }

  private again(): true {
    this.unitsLeft = this.description.units;
    return true;
  }

  private use(names: readonly string[] | undefined): boolean {
    const layout = layoutOf(this.description, names);
    if ('problem' in layout) {
      this.problem = layout.problem;
      return false;
    }
    this.layout = layout;
    return true;
  }

  private above(text: string): HeadLine {
    this.texts.push(text);
    return 'above';
  }

  private passed(text: string): HeadLine {
    this.texts.push(text);
    return 'passed';
  }
}
