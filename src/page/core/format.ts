/** Numbers and times as people of a language read them. */
export class Format {
  private readonly zone: string | undefined;

  constructor(
    readonly lang: 'en' | 'fr',
    zone: 'utc' | 'local',
    localZone: string | undefined,
  ) {
    this.zone = zone === 'utc' ? 'UTC' : localZone;
  }

  /** IANA name of the zone that times are told in. */
  get timeZone(): string {
    return this.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  }

  private get locale(): string {
    return this.lang === 'fr' ? 'fr-FR' : 'en-GB';
  }

  number(value: number, decimals = 1): string {
    const form = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    return new Intl.NumberFormat(this.locale, form).format(value);
  }

  /** Rain in mm; `–` where it is not known. */
  mm(value: number | null | undefined, decimals = 1): string {
    return value === null || value === undefined ? '–' : this.number(value, decimals);
  }

  percent(part: number): string {
    // Down: 100 % says that nothing is missing.
    return `${Math.floor(part * 100 + 1e-9)} %`;
  }

  dateTime(timeS: number): string {
    return this.when(timeS, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  }

  time(timeS: number): string {
    return this.when(timeS, { hour: '2-digit', minute: '2-digit' });
  }

  date(timeS: number): string {
    return this.when(timeS, { day: 'numeric', month: 'short', year: 'numeric' });
  }

  month(index: number): string {
    return new Intl.DateTimeFormat(this.locale, { month: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, index, 1));
  }

  /** `25 s`, `12 min`, `3 h 20`, `4 d`. */
  duration(seconds: number, dayUnit: string): string {
    if (seconds < 60) return `${Math.round(seconds)} s`;
    if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
    if (seconds < 86_400) {
      const minutes = Math.round(seconds / 60);
      const rest = minutes % 60;
      return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${String(rest).padStart(2, '0')}`;
    }
    return `${this.number(seconds / 86_400, seconds < 10 * 86_400 ? 1 : 0)} ${dayUnit}`;
  }

  bytes(size: number): string {
    return size < 1e6 ? `${this.number(size / 1e3, 0)} kB` : `${this.number(size / 1e6, 1)} MB`;
  }

  private when(timeS: number, form: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.locale, { ...form, hourCycle: 'h23', timeZone: this.timeZone }).format(
      timeS * 1000,
    );
  }
}
