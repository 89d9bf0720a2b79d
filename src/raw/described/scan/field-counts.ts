import { BlankColumns } from './blank-columns.js';
import type { Description } from '../../description/description.js';
import { ROLE, type Layout } from './layout.js';

/** Fields that say whose a reading is, and when: half of one is another gauge's, or of another time. */
const TELLING = ROLE.time | ROLE.label | ROLE.rows | ROLE.identity;

/** How many fields lines under one head have, and what it says of one that has fewer or more. */
export class FieldCounts {
  /** Most fields of a line so far. */
  most = 0;
  /** Signs of the longest last field of a line, where that tells whose the reading is, or when. */
  private longestTelling = 0;
  /** Whether lines end with a delimiter. */
  private endsOpen = false;
  /** Where they stand, if blanks separate them. */
  private readonly blanks: BlankColumns | undefined;

  constructor(private readonly description: Pick<Description, 'delimiter' | 'ignore' | 'time'>) {
    this.blanks = description.delimiter === ' ' ? new BlankColumns() : undefined;
  }

  begin(): void {
    this.most = 0;
    this.longestTelling = 0;
    this.blanks?.begin();
  }

  /** Whether a line lacks a field before others that are read, so that these would be taken for other ones. */
  isShifted(fields: readonly string[], text: string, { roles }: Layout): boolean {
    return this.blanks !== undefined && fields.length < this.most && this.blanks.isShifted(text, roles);
  }

  /**
   * Whether a line without its end lacks something, or may lack some of what says whose the reading is, or when: where no other line shows how
   * long that is, or a time ends in one digit of what may have two.
   */
  isCutOff(fields: readonly string[], text: string, { named, roles }: Layout): boolean {
    const signs = tellingSigns(fields, roles);
    if (signs > 0 && (signs < this.longestTelling || this.most === 0 || this.isHalfTime(fields, roles))) return true;
    if (this.most === 0) return fields.length < named;
    return fields.length < this.most || text.endsWith(this.description.delimiter) !== this.endsOpen;
  }

  private isHalfTime(fields: readonly string[], roles: Uint8Array): boolean {
    const last = fields.length - 1;
    const isText = this.description.time.form.kind === 'strptime';
    return isText && (roles[last]! & ROLE.time) !== 0 && /(?<!\d)\d$/.test(fields[last]!.trim());
  }

  /** Notes a line; gives whether it has more than those before, of which something is neither read nor said to be worth nothing. */
  note(fields: readonly string[], text: string, layout: Layout): boolean {
    if (this.most === 0) this.endsOpen = text.endsWith(this.description.delimiter);
    const { roles, named } = layout;
    this.longestTelling = Math.max(this.longestTelling, tellingSigns(fields, roles));
    if (fields.length >= this.most) this.blanks?.note(text);
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

/** How long a line's last field is, where it tells whose the reading is, or when; else 0. */
function tellingSigns(fields: readonly string[], roles: Uint8Array): number {
  const last = fields.length - 1;
  return ((roles[last] ?? 0) & TELLING) === 0 ? 0 : fields[last]!.trim().length;
}
