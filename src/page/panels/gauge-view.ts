import { ask, type Series } from '../core/api.js';
import { fill, h } from '../core/dom.js';
import { LASTS, lastS } from '../core/state.js';
import type { View } from '../core/view.js';
import { binned, strongest, type Bins } from '../plot/bins.js';
import { Hyetograph } from '../plot/hyetograph.js';
import { filled } from '../text/index.js';
import { downloads } from './download.js';
import { failure, row, table } from './panel.js';

const HEIGHT = 340;
const LEAST_SPAN_S = 600;
const MOST_ROWS = 200;

/** The gauge that is shown: its hyetograph, the figures of the period, and what moves through time. */
export class GaugeView {
  readonly element: HTMLElement;
  private readonly title = h('h2', { id: 'hyetograph-title' });
  private readonly figures = h('dl', { class: 'figures' });
  private readonly controls = h('div', { class: 'controls' });
  private readonly place = h('div', { class: 'plot', tabindex: 0, role: 'img' });
  private readonly point = h('p', { class: 'point', 'aria-live': 'off' });
  private readonly below = h('div', {});
  private plot: { readonly hyetograph: Hyetograph; readonly key: string } | undefined;
  private bins: Bins | undefined;
  private asked = 0;
  private view: View | undefined;

  constructor() {
    this.place.addEventListener('keydown', (event) => this.onKey(event));
    this.place.addEventListener('dblclick', () => this.view?.store.set({ from: undefined, to: undefined }));
    this.element = h(
      'section',
      { id: 'hyetograph', class: 'card', 'aria-labelledby': 'hyetograph-title' },
      this.title,
      this.controls,
      this.figures,
      this.place,
      this.point,
      this.below,
    );
  }

  async draw(view: View): Promise<void> {
    const { gauge, fromS, toS } = view;
    this.view = view;
    const asked = ++this.asked;
    if (!gauge) return;
    this.drawControls(view);
    try {
      const series = await ask<Series>('series', { gauge: gauge.gauge, from: Math.round(fromS), to: Math.round(toS) });
      // Another period was asked for meanwhile.
      if (asked === this.asked) this.show(series, view);
    } catch (error) {
      if (asked === this.asked) fill(this.below, failure(view, error));
    }
  }

  private show(series: Series, view: View): void {
    const { gauge, text, format, fromS, toS } = view;
    const bins = binned(series, fromS, toS);
    this.bins = bins;
    const [from, to] = [format.dateTime(fromS), format.dateTime(toS)];
    fill(this.title, gauge!.gauge, h('small', {}, `${from} – ${to} (${format.timeZone})`));
    const label = filled(
      text.plotLabel,
      gauge!.gauge,
      from,
      to,
      format.mm(bins.totalMm),
      format.percent(bins.observed),
    );
    this.place.setAttribute('aria-label', `${text.hyetograph}. ${label}. ${text.plotHelp}`);
    this.drawFigures(series, bins, view);
    const stepText = filled(text.perStep, format.duration(bins.stepS, text.days));
    this.plotFor(stepText, view).show(bins, fromS, toS);
    this.place.dataset.drawn = `${gauge!.gauge} ${fromS} ${toS} ${bins.stepS}`;
    this.drawPoint(undefined);
    fill(this.below, this.keys(bins, view), this.asTable(bins, view));
  }

  /** A plot is made anew where what stands on its axes changes. */
  private plotFor(rainLabel: string, { format, text, store }: View): Hyetograph {
    const key = `${rainLabel} ${format.lang} ${format.timeZone}`;
    if (this.plot?.key !== key) {
      this.plot?.hyetograph.remove();
      const hyetograph = new Hyetograph({
        element: this.place,
        height: HEIGHT,
        timeZone: format.timeZone,
        rainLabel,
        sumLabel: text.cumulated,
        number: (value) => new Intl.NumberFormat(format.lang, { maximumFractionDigits: 2 }).format(value),
        onZoom: (fromS, toS) => store.set(widened(fromS, toS)),
        onPoint: (index) => this.drawPoint(index),
      });
      this.plot = { hyetograph, key };
    }
    return this.plot.hyetograph;
  }

  private drawControls(view: View): void {
    const { store, state, text, fromS, toS } = view;
    const isOwn = state.from !== undefined;
    const preset = LASTS.map((last) =>
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': String(!isOwn && state.last === last),
          onclick: () => store.set({ last, from: undefined, to: undefined }),
        },
        text.lasts[last],
      ),
    );
    const act = (sign: string, name: string, move: () => { from: number; to: number }): HTMLElement =>
      h('button', { type: 'button', 'aria-label': name, title: name, onclick: () => store.set(move()) }, sign);
    const spanS = toS - fromS;
    const focus = document.activeElement?.textContent;
    fill(
      this.controls,
      h('div', { class: 'choice', role: 'group', 'aria-label': text.period }, ...preset),
      h(
        'div',
        { class: 'choice' },
        act('‹', text.earlier, () => moved(view, -0.5)),
        act('›', text.later, () => moved(view, 0.5)),
        act('+', text.zoomIn, () => widened(fromS + spanS / 4, toS - spanS / 4)),
        act('−', text.zoomOut, () => widened(fromS - spanS / 2, toS + spanS / 2)),
      ),
      downloads(view, () => this.plot?.hyetograph.canvas),
    );
    // The button that was pressed is another element now.
    for (const button of this.controls.querySelectorAll('button'))
      if (focus && button.textContent === focus) button.focus({ preventScroll: true });
  }

  private drawFigures(series: Series, bins: Bins, { text, format }: View): void {
    const figure = (name: string, value: string, note: string): HTMLElement =>
      h('div', {}, h('dt', {}, name), h('dd', {}, value, h('small', {}, note)));
    const peak = (windowS: number, name: string): HTMLElement => {
      const { mm, endS } = strongest(series, windowS);
      return figure(`${text.strongest} ${name}`, `${format.mm(mm)} mm`, mm > 0 ? format.dateTime(endS) : '');
    };
    fill(
      this.figures,
      figure(text.total, `${format.mm(bins.totalMm)} mm`, text.inPeriod),
      peak(300, '5 min'),
      peak(3600, '1 h'),
      figure(text.coverage, format.percent(bins.observed), text.inPeriod),
    );
  }

  private drawPoint(index: number | undefined): void {
    const { bins, view } = this;
    if (!view || !bins) return;
    const { format, text } = view;
    const endS = index === undefined ? undefined : bins.timeS[index];
    if (endS === undefined) {
      fill(this.point, text.plotHelp);
      return;
    }
    const [mm, part] = [bins.rainMm[index!]!, bins.coverage[index!]!];
    const rain =
      part === 0
        ? text.missing
        : `${part < 1 ? '≥ ' : ''}${format.mm(mm, 2)} mm (${format.mm((mm * 3600) / bins.stepS)} mm/h)`;
    const sum = bins.sumMm[index!];
    fill(
      this.point,
      h('strong', {}, rain),
      ` ${format.dateTime(endS - bins.stepS)} – ${format.time(endS)}`,
      typeof sum === 'number' && ` · Σ ${format.mm(sum)} mm`,
    );
  }

  private keys(bins: Bins, { text, format }: View): HTMLElement {
    const key = (kind: string, name: string): HTMLElement =>
      h('span', {}, h('i', { class: kind, 'aria-hidden': 'true' }), name);
    return h(
      'p',
      { class: 'keys' },
      key('bar', filled(text.perStep, format.duration(bins.stepS, text.days))),
      key('line', text.cumulated),
      key('hatched', text.gap),
    );
  }

  private asTable(bins: Bins, { text, format }: View): HTMLElement {
    const wet = bins.timeS.flatMap((endS, k) =>
      bins.rainMm[k]! > 0 || bins.coverage[k]! < 1 ? [{ endS, mm: bins.rainMm[k]!, part: bins.coverage[k]! }] : [],
    );
    const rows = wet
      .slice(0, MOST_ROWS)
      .map(({ endS, mm, part }) =>
        row(
          format.dateTime(endS - bins.stepS),
          format.time(endS),
          part === 0 ? '–' : format.mm(mm, 2),
          format.percent(part),
        ),
      );
    const content =
      rows.length === 0
        ? h('p', { class: 'note' }, text.noRainHere)
        : table(text.asTable, [text.start, text.end, text.mm, text.coverage], rows);
    return h('details', {}, h('summary', {}, text.asTable), content);
  }

  private onKey(event: KeyboardEvent): void {
    const { view } = this;
    if (!view || event.ctrlKey || event.altKey || event.metaKey) return;
    const { fromS, toS, store } = view;
    const spanS = toS - fromS;
    const moves: Readonly<Record<string, () => Partial<View['state']>>> = {
      ArrowLeft: () => moved(view, -0.25),
      ArrowRight: () => moved(view, 0.25),
      '+': () => widened(fromS + spanS / 4, toS - spanS / 4),
      '-': () => widened(fromS - spanS / 2, toS + spanS / 2),
      Home: () => ({ from: undefined, to: undefined }),
    };
    const change = moves[event.key]?.();
    if (!change) return;
    event.preventDefault();
    store.set(change, false);
  }
}

function moved({ fromS, toS }: View, part: number): { from: number; to: number } {
  const byS = Math.round((toS - fromS) * part);
  return { from: Math.round(fromS) + byS, to: Math.round(toS) + byS };
}

/** A period of at least ten minutes around what is asked for. */
function widened(fromS: number, toS: number): { from: number; to: number } {
  const lackS = Math.max(0, LEAST_SPAN_S - (toS - fromS)) / 2;
  return { from: Math.max(0, Math.round(fromS - lackS)), to: Math.round(toS + lackS) };
}

/** The period that a state asks for. */
export function periodOf(
  { from, to, last }: View['state'],
  gauge: View['gauge'],
  networkS: number,
): { readonly fromS: number; readonly toS: number } {
  if (from !== undefined && to !== undefined) return { fromS: from, toS: to };
  const endS = Math.max(gauge?.last_reading ?? 0, networkS);
  const spanS = lastS(last);
  if (spanS !== undefined) return { fromS: endS - spanS, toS: endS };
  return { fromS: Math.floor(((gauge?.first_reading ?? endS) - 1) / 3600) * 3600, toS: endS };
}
