import { addressOf, ask, type RainEvent } from '../core/api.js';
import { h } from '../core/dom.js';
import type { View } from '../core/view.js';
import { filled } from '../text/index.js';
import { row, table, type Panel } from './panel.js';

const INTENSITIES = ['5min', '15min', '30min', '1h'] as const;
const PAGE = 25;
/** What is shown before and after an event. */
const MARGIN = 0.15;
const LEAST_MARGIN_S = 1800;

/** The rain events of a gauge, the newest first; a click shows one in the plot. */
export const eventsPanel: Panel = async (view) => {
  const { gauge, text } = view;
  const query = { gauge: gauge!.gauge, last: 'all' };
  const { events } = await ask<{ events: RainEvent[] }>('events', query);
  if (events.length === 0) return h('p', { class: 'note' }, text.noEvents);
  const rows = events.reverse().map((event) => eventRow(event, view));
  const header = [
    text.start,
    text.duration,
    text.depth,
    ...INTENSITIES.map((name) => filled(text.intensity, name.replace('min', ' min').replace('1h', '1 h'))),
    text.coverage,
    text.cut,
  ];
  const shown = table(text.tabs.events, header, rows.slice(0, PAGE));
  const body = shown.querySelector('tbody')!;
  let count = PAGE;
  const more = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      onclick: () => {
        body.append(...rows.slice(count, count + PAGE * 4));
        count += PAGE * 4;
        more.hidden = count >= rows.length;
      },
    },
    text.more,
  );
  more.hidden = rows.length <= PAGE;
  const csv = h('a', { href: addressOf('events', { ...query, format: 'csv' }), download: '' }, 'CSV');
  return h('div', {}, shown, h('p', { class: 'foot' }, more, csv, h('span', {}, text.cutHelp)));
};

function eventRow(event: RainEvent, { format, text, store }: View): HTMLTableRowElement {
  const { start, end, depth_mm, intensity_mm_h, coverage, cut } = event;
  const marginS = Math.max(LEAST_MARGIN_S, Math.round((end - start) * MARGIN));
  const button = h(
    'button',
    {
      type: 'button',
      class: 'link',
      'aria-label': filled(text.showEvent, format.dateTime(start)),
      onclick: () => {
        store.set({ from: start - marginS, to: end + marginS });
        document.querySelector('#hyetograph')?.scrollIntoView({ behavior: 'smooth', block: 'start' });
      },
    },
    format.dateTime(start),
  );
  return row(
    button,
    format.duration(end - start, text.days),
    h('strong', {}, format.mm(depth_mm)),
    ...INTENSITIES.map((name) => format.mm(intensity_mm_h[name])),
    format.percent(coverage),
    cut.length === 0 ? '' : cut.map((where) => text.cuts[where]).join(', '),
  );
}
