import { DAY_S, formatDateTime } from '../../domain/time/time.js';

/** Texts of very many stamps that mostly follow each other: those of a day share their date, and days share their clocks. */
export class StampTexts {
  private day = NaN;
  private date = '';
  private readonly clocks: string[] = [];

  /** `separator`: what stands between date and clock; `end`: what stands behind. */
  constructor(
    private readonly separator: string,
    private readonly end = '',
  ) {}

  /** Of whole Unix seconds. */
  of(timeS: number): string {
    const day = Math.floor(timeS / DAY_S);
    if (day !== this.day) {
      this.day = day;
      this.date = formatDateTime(timeS).slice(0, 10) + this.separator;
    }
    const second = timeS - day * DAY_S;
    return this.date + (this.clocks[second] ??= formatDateTime(timeS).slice(11) + this.end);
  }
}
