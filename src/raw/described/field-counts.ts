import type { Description } from '../description/description.js';
import type { Layout } from './layout.js';

/** How many fields lines under one head have, and what it says of one that has fewer or more. */
export class FieldCounts {
  /** Most fields of a line so far. */
  most = 0;
  /** Whether lines end with a delimiter. */
  private endsOpen = false;

  constructor(private readonly description: Pick<Description, 'delimiter' | 'ignore'>) {}

  begin(): void {
    this.most = 0;
  }

  /** Whether a line without its end lacks something that others have. */
  isCutOff(fields: readonly string[], text: string, { named }: Layout): boolean {
    if (this.most === 0) return fields.length < named;
    return fields.length < this.most || text.endsWith(this.description.delimiter) !== this.endsOpen;
  }

  /** Notes a line; gives whether it has more than those before, of which something is neither read nor said to be worth nothing. */
  note(fields: readonly string[], text: string, layout: Layout): boolean {
    if (this.most === 0) this.endsOpen = text.endsWith(this.description.delimiter);
    const { roles, named } = layout;
    if (fields.length <= this.most) return false;
    this.most = fields.length;
    const isMore = fields.some((field, i) => field !== '' && i >= named && (roles[i] ?? 0) === 0);
    return isMore && !this.ignoresAll(layout);
  }

  /** Whether every column beyond what is read is said by its number to hold nothing. */
  private ignoresAll({ roles, named }: Layout): boolean {
    const { ignore } = this.description;
    if (ignore === 'all') return true;
    for (let i = named; i < this.most; i++) if ((roles[i] ?? 0) === 0 && !ignore.includes(i + 1)) return false;
    return true;
  }
}
