/** What is shown: all of it stands in the address, so that it can be sent to somebody. */
export interface State {
  readonly gauge: string | undefined;
  /** A period of its own, Unix seconds; where there is none, `last` before the last reading. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly last: Last;
  /** The window that the map is coloured by. */
  readonly window: string;
  readonly colour: 'rain' | 'health';
  readonly tab: Tab;
  readonly lang: 'en' | 'fr';
  readonly zone: 'utc' | 'local';
}

export const LASTS = ['6h', '24h', '3d', '7d', '30d', '365d', 'all'] as const;
export type Last = (typeof LASTS)[number];
export const TABS = ['events', 'totals', 'idf', 'history', 'network'] as const;
export type Tab = (typeof TABS)[number];

const UNIT_S: Readonly<Record<string, number>> = { h: 3600, d: 86_400 };

/** Seconds of `24h`, `30d`; undefined of `all`. */
export function lastS(last: Last): number | undefined {
  return last === 'all' ? undefined : Number(last.slice(0, -1)) * UNIT_S[last.at(-1)!]!;
}

/** The state in the address, and whoever wants to know when it changes. */
export class Store {
  private current: State;
  private readonly listeners: ((state: State, before: State) => void)[] = [];

  constructor(private readonly windows: readonly string[]) {
    this.current = this.read();
    addEventListener('popstate', () => this.tell(this.read()));
  }

  get state(): State {
    return this.current;
  }

  onChange(listener: (state: State, before: State) => void): void {
    this.listeners.push(listener);
  }

  /** Changes the state; `isStep` makes it a step that the browser can go back. */
  set(change: Partial<State>, isStep = true): void {
    const state = { ...this.current, ...change };
    const query = this.query(state);
    if (query !== location.search) history[isStep ? 'pushState' : 'replaceState'](null, '', query || location.pathname);
    this.tell(state);
  }

  /** The address of a state, relative to the page. */
  query(state: State): string {
    const { gauge, from, to, last, window, colour, tab, lang, zone } = state;
    const query = new URLSearchParams();
    if (gauge !== undefined) query.set('gauge', gauge);
    if (from !== undefined && to !== undefined) {
      query.set('from', String(from));
      query.set('to', String(to));
    } else if (last !== '24h') query.set('last', last);
    if (window !== '1h') query.set('window', window);
    if (colour !== 'rain') query.set('colour', colour);
    if (tab !== 'events') query.set('tab', tab);
    if (lang !== browserLanguage()) query.set('lang', lang);
    if (zone !== 'local') query.set('zone', zone);
    const text = query.toString();
    return text === '' ? '' : `?${text}`;
  }

  private tell(state: State): void {
    const before = this.current;
    this.current = state;
    for (const listener of this.listeners) listener(state, before);
  }

  private read(): State {
    const query = new URLSearchParams(location.search);
    const one = <Value extends string>(name: string, values: readonly Value[], otherwise: Value): Value =>
      values.find((value) => value === query.get(name)) ?? otherwise;
    const stamp = (name: string): number | undefined => {
      const text = query.get(name) ?? '';
      return /^\d{1,11}$/.test(text) ? Number(text) : undefined;
    };
    const [from, to] = [stamp('from'), stamp('to')];
    const isPeriod = from !== undefined && to !== undefined && from < to;
    return {
      gauge: query.get('gauge') ?? undefined,
      from: isPeriod ? from : undefined,
      to: isPeriod ? to : undefined,
      last: one('last', LASTS, '24h'),
      window: one('window', this.windows, '1h'),
      colour: one('colour', ['rain', 'health'], 'rain'),
      tab: one('tab', TABS, 'events'),
      lang: one('lang', ['en', 'fr'], browserLanguage()),
      zone: one('zone', ['utc', 'local'], 'local'),
    };
  }
}

function browserLanguage(): 'en' | 'fr' {
  return navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
