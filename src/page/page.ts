import { ask, type Cumulative, type Gauges, type PageSettings, type Status } from './core/api.js';
import { legend, limitsMm } from './core/colours.js';
import { fill, h } from './core/dom.js';
import { Format } from './core/format.js';
import { listen } from './core/live.js';
import { Store, TABS, type State, type Tab } from './core/state.js';
import { windowSeconds, windowText, WINDOWS, type View } from './core/view.js';
import { GaugeMap } from './map/gauge-map.js';
import { eventsPanel } from './panels/events.js';
import { GaugeView, periodOf } from './panels/gauge-view.js';
import { headerParts } from './panels/header.js';
import { historyPanel } from './panels/history.js';
import { idfPanel } from './panels/idf.js';
import { networkPanel } from './panels/network.js';
import { failure, type Panel } from './panels/panel.js';
import { totalsPanel } from './panels/totals.js';
import { windowsTable } from './panels/windows.js';
import { TEXTS } from './text/index.js';

const PANELS: Readonly<Record<Tab, Panel>> = {
  events: eventsPanel,
  totals: totalsPanel,
  idf: idfPanel,
  history: historyPanel,
  network: networkPanel,
};
/** Silence grows while nothing comes. */
const STATUS_MS = 60_000;

interface Data {
  readonly settings: PageSettings;
  readonly gauges: Gauges;
  readonly cumulative: Cumulative;
  readonly status: Status | undefined;
}

/** The whole page: what it knows, and its parts. */
export class Page {
  private readonly store = new Store(WINDOWS);
  private readonly header = h('header', {});
  private readonly notice = h('p', { class: 'notice', role: 'status' });
  private readonly mapCard = h('section', { class: 'card map-card' });
  private readonly mapPlace = h('div', { class: 'map' });
  private readonly mapFoot = h('div', { class: 'map-foot' });
  private readonly tableCard = h('section', { class: 'card' });
  private readonly gaugeView = new GaugeView();
  private readonly tabs = h('section', { class: 'card tabs' });
  private readonly footer = h('footer', {});
  private data: Data | undefined;
  private map: GaugeMap | undefined;
  private drawnTab = '';
  private isLive = true;

  constructor(private readonly root: HTMLElement) {}

  async start(): Promise<void> {
    const settings = await ask<PageSettings>('settings');
    fill(
      this.root,
      this.header,
      h(
        'main',
        {},
        this.notice,
        h('div', { class: 'top' }, this.mapCard, this.tableCard),
        this.gaugeView.element,
        this.tabs,
      ),
      this.footer,
    );
    await this.load(settings);
    this.map = new GaugeMap(this.mapPlace, { settings });
    this.draw();
    this.root.removeAttribute('aria-busy');
    this.store.onChange((state, before) => this.draw(state, before));
    listen({
      onReading: () => void this.load(settings).then(() => this.draw()),
      onState: (isLive) => {
        this.isLive = isLive;
        if (this.data) this.drawHeader(this.view(this.data));
      },
    });
    setInterval(() => void this.loadStatus(), STATUS_MS);
  }

  private async load(settings: PageSettings): Promise<void> {
    const [gauges, cumulative] = await Promise.all([ask<Gauges>('gauges'), ask<Cumulative>('cumulative')]);
    this.data = { settings, gauges, cumulative, status: this.data?.status };
    void this.loadStatus();
  }

  /** How gauges are doing is not waited for: rain comes first. */
  private async loadStatus(): Promise<void> {
    try {
      const status = await ask<Status>('status');
      if (!this.data) return;
      this.data = { ...this.data, status };
      const view = this.view(this.data);
      this.drawHeader(view);
      this.map?.draw(view);
      if (view.state.tab === 'network') this.drawTabs(view);
    } catch {
      // The page goes on without; the next minute asks again.
    }
  }

  private view({ settings, gauges, cumulative, status }: Data): View {
    const { state } = this.store;
    const wettest = cumulative.sites.reduce<(typeof cumulative.sites)[number] | undefined>(
      (most, site) =>
        !most || (site.rain[`P${state.window}`] ?? -1) > (most.rain[`P${state.window}`] ?? -1) ? site : most,
      undefined,
    );
    const gauge = gauges.gauges.find((one) => one.gauge === (state.gauge ?? wettest?.site)) ?? gauges.gauges[0];
    return {
      store: this.store,
      state,
      text: TEXTS[state.lang],
      format: new Format(state.lang, state.zone, settings.timeZone),
      settings,
      gauges,
      cumulative,
      status,
      gauge,
      ...periodOf(state, gauge, cumulative.timestamp),
    };
  }

  private draw(state?: State, before?: State): void {
    if (!this.data) return;
    const view = this.view(this.data);
    document.documentElement.lang = view.state.lang;
    document.title = view.settings.title;
    this.drawHeader(view);
    this.drawMapCard(view);
    this.drawTable(view);
    if (!state || !before || state.gauge !== before.gauge || isOther(state, before)) void this.gaugeView.draw(view);
    this.drawTabs(view, !state);
    this.drawFooter(view);
  }

  private drawHeader(view: View): void {
    fill(this.header, ...headerParts(view, this.isLive));
    fill(this.notice, view.status?.failure ? view.text.unreachable : null);
  }

  private drawMapCard(view: View): void {
    const { text, state, store } = view;
    if (!this.mapPlace.isConnected) fill(this.mapCard, this.mapPlace, this.mapFoot);
    this.mapPlace.setAttribute('role', 'group');
    this.mapPlace.setAttribute('aria-label', text.rainMap);
    const colour = (['rain', 'health'] as const).map((value) =>
      h(
        'button',
        { type: 'button', 'aria-pressed': String(state.colour === value), onclick: () => store.set({ colour: value }) },
        text[value],
      ),
    );
    const limits = limitsMm(windowSeconds(state.window));
    const steps = legend(limits).map(({ colour: ground, from }) => {
      const mark = h('i', {});
      mark.style.background = ground;
      return h('span', {}, mark, view.format.number(from, from > 0 && from % 1 !== 0 ? 1 : 0));
    });
    const scale =
      state.colour === 'rain'
        ? h('p', { class: 'scale' }, ...steps, h('b', {}, `mm, ${windowText(state.window)}`))
        : h('p', { class: 'scale' });
    fill(this.mapFoot, h('div', { class: 'choice', role: 'group', 'aria-label': text.colourBy }, ...colour), scale);
    this.map?.draw(view);
  }

  private drawTable(view: View): void {
    const { text, cumulative, format } = view;
    const focus = (document.activeElement as HTMLElement | null)?.textContent;
    const hadFocus = this.tableCard.contains(document.activeElement);
    fill(
      this.tableCard,
      h('h2', {}, text.lastWindows, h('small', {}, `mm, ${text.until} ${format.dateTime(cumulative.timestamp)}`)),
      windowsTable(view),
    );
    if (hadFocus)
      for (const button of this.tableCard.querySelectorAll('button'))
        if (button.textContent === focus) button.focus({ preventScroll: true });
  }

  private drawTabs(view: View, isNew = true): void {
    const { text, state, store, gauge } = view;
    const key = [
      state.tab,
      state.lang,
      state.zone,
      gauge?.gauge,
      state.tab === 'idf' ? `${view.fromS} ${view.toS}` : '',
    ].join(' ');
    if (!isNew && key === this.drawnTab) return;
    this.drawnTab = key;
    const names = TABS.map((tab) =>
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${tab}`,
          'aria-selected': String(tab === state.tab),
          'aria-controls': 'panel',
          tabindex: tab === state.tab ? 0 : -1,
          onclick: () => store.set({ tab }),
        },
        text.tabs[tab],
      ),
    );
    const list = h(
      'div',
      { role: 'tablist', 'aria-label': text.details, onkeydown: (event) => this.onTabKey(event as KeyboardEvent) },
      ...names,
    );
    const hadFocus = this.tabs.querySelector('[role=tablist]')?.contains(document.activeElement) ?? false;
    const panel = this.tabs.querySelector<HTMLElement>('#panel') ?? h('div', { id: 'panel', role: 'tabpanel' });
    panel.setAttribute('aria-labelledby', `tab-${state.tab}`);
    panel.setAttribute('aria-busy', 'true');
    fill(this.tabs, list, panel);
    if (hadFocus) this.tabs.querySelector<HTMLElement>(`#tab-${state.tab}`)?.focus();
    const show = (content: HTMLElement): void => {
      if (this.drawnTab !== key) return;
      fill(panel, content);
      panel.setAttribute('aria-busy', 'false');
    };
    if (gauge) PANELS[state.tab](view).then(show, (error: unknown) => show(failure(view, error)));
  }

  private onTabKey(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = TABS.indexOf(this.store.state.tab);
    this.store.set({ tab: TABS[(at + by + TABS.length) % TABS.length]! });
  }

  private drawFooter({ text }: View): void {
    fill(this.footer, h('a', { href: 'api' }, text.api), h('span', {}, text.mapData), h('span', {}, 'pluvio'));
  }
}

/** Whether what the plot shows is another: period, language, zone. */
function isOther(a: State, b: State): boolean {
  return a.from !== b.from || a.to !== b.to || a.last !== b.last || a.lang !== b.lang || a.zone !== b.zone;
}
