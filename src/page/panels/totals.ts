import { addressOf, ask, type Total } from '../core/api.js';
import { inkOn, limitsMm, rainColour } from '../core/colours.js';
import { coloured, h } from '../core/dom.js';
import type { View } from '../core/view.js';
import type { Panel } from './panel.js';

const DAY_S = 86_400;
/** A day shades as a window of 24 hours does. */
const LIMITS = limitsMm(DAY_S);

/** A year of days, a row a month, coloured by rain; a click shows the day in the plot. */
export const totalsPanel: Panel = async (view) => {
  const { gauge, text } = view;
  const years = gauge!.years.map(({ year }) => year);
  const shownYear = new Date((view.toS - 1) * 1000).getUTCFullYear();
  let year = years.includes(shownYear) ? shownYear : (years.at(-1) ?? shownYear);
  const place = h('div', {});
  const draw = async (): Promise<void> => {
    place.replaceChildren(await calendar(view, year));
  };
  const choice = h(
    'select',
    {
      id: 'year',
      onchange: (event) => {
        year = Number((event.target as HTMLSelectElement).value);
        void draw();
      },
    },
    ...years.map((one) => h('option', { value: one, selected: one === year }, one)),
  );
  await draw();
  return h(
    'div',
    {},
    h('p', { class: 'foot' }, h('label', { for: 'year' }, text.year), choice, h('span', {}, text.calendar)),
    place,
  );
};

async function calendar(view: View, year: number): Promise<HTMLElement> {
  const { gauge, text, format } = view;
  const [from, to] = [Date.UTC(year, 0, 1) / 1000, Date.UTC(year + 1, 0, 1) / 1000];
  const query = { gauge: gauge!.gauge, from, to, period: 'day,month' };
  const { totals } = await ask<{ totals: Total[] }>('totals', query);
  const days = new Map(totals.filter(({ period }) => period === 'day').map((total) => [total.start, total]));
  const months = new Map(totals.filter(({ period }) => period === 'month').map((total) => [total.start, total]));
  const numbers = Array.from({ length: 31 }, (_, i) => i + 1);
  const rows = Array.from({ length: 12 }, (_, month) => {
    const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    const sum = months.get(Date.UTC(year, month, 1) / 1000);
    return h(
      'tr',
      {},
      h('th', { scope: 'row' }, format.month(month)),
      ...numbers.map((day) =>
        day > length ? h('td', { class: 'none' }) : dayCell(view, Date.UTC(year, month, day) / 1000, days),
      ),
      h('td', { class: 'sum' }, format.mm(sum?.rain_mm, 0)),
    );
  });
  const csv = h('a', { href: addressOf('totals', { ...query, format: 'csv' }), download: '' }, 'CSV');
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': text.calendar },
      h(
        'table',
        { class: 'calendar' },
        h('caption', { class: 'unseen' }, `${text.calendar}, ${year}`),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, year),
            ...numbers.map((day) => h('th', { scope: 'col' }, day)),
            h('th', { scope: 'col' }, text.mm),
          ),
        ),
        h('tbody', {}, ...rows),
      ),
    ),
    h('p', { class: 'foot' }, csv),
  );
}

function dayCell(
  { format, text, store }: View,
  startS: number,
  days: ReadonlyMap<number, Total>,
): HTMLTableCellElement {
  const total = days.get(startS);
  if (!total || total.coverage === 0)
    return h('td', { class: 'hatched', title: text.noValue }, h('span', { class: 'unseen' }, text.noValue));
  const { rain_mm: mm, coverage } = total;
  const colour = mm === null ? '#ffffff' : rainColour(mm, LIMITS);
  const said = `${format.date(startS + DAY_S / 2)}: ${format.mm(mm)} mm, ${format.percent(coverage)} ${text.observed}`;
  const button = h(
    'button',
    { type: 'button', title: said, onclick: () => store.set({ from: startS, to: startS + DAY_S }) },
    h('span', { 'aria-hidden': 'true' }, mm === null ? '?' : mm === 0 ? '' : mm < 0.95 ? '·' : Math.round(mm)),
    h('span', { class: 'unseen' }, said),
  );
  return h(
    'td',
    { class: mm === null ? 'hatched' : '' },
    coloured(button, { background: mm === null ? 'transparent' : colour, color: inkOn(colour) }),
  );
}
