import { inkOn, limitsMm, rainColour } from '../core/colours.js';
import { coloured, h } from '../core/dom.js';
import { WINDOWS, windowSeconds, windowText, type View } from '../core/view.js';

const LIMITS = new Map(WINDOWS.map((name) => [name, limitsMm(windowSeconds(name))]));

/** Rain of the last 5 minutes to 72 hours, a row a gauge, the wettest first; each cell says how much was observed. */
export function windowsTable(view: View): HTMLElement {
  const { cumulative, state, text, store } = view;
  const of = (site: (typeof cumulative.sites)[number]): number => site.rain[`P${state.window}`] ?? -1;
  const sites = [...cumulative.sites].sort((a, b) => of(b) - of(a) || (a.site < b.site ? -1 : 1));
  const header = WINDOWS.map((name) => {
    const isShown = name === state.window;
    const button = h(
      'button',
      { type: 'button', 'aria-pressed': String(isShown), onclick: () => store.set({ window: name }) },
      windowText(name),
    );
    return h('th', { scope: 'col', class: isShown ? 'shown' : '' }, button);
  });
  const rows = sites.map((site) => {
    const isShown = site.site === view.gauge?.gauge;
    const button = h(
      'button',
      {
        type: 'button',
        class: 'link',
        'aria-pressed': String(isShown),
        onclick: () => store.set({ gauge: site.site }),
      },
      site.site,
    );
    return h(
      'tr',
      { class: isShown ? 'shown' : '' },
      h('th', { scope: 'row' }, button),
      ...WINDOWS.map((name) => cell(view, name, site.rain[`P${name}`], site.coverage[`P${name}`] ?? 0)),
    );
  });
  return h(
    'div',
    { class: 'scroll windows', tabindex: 0, role: 'region', 'aria-label': text.lastWindows },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, `${text.lastWindows} ${text.mm}`),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, text.gauge), ...header)),
      h('tbody', {}, ...rows),
    ),
  );
}

function cell(
  { format, text }: View,
  name: (typeof WINDOWS)[number],
  mm: number | null | undefined,
  coverage: number,
): HTMLTableCellElement {
  const said = `${format.percent(coverage)} ${text.observed}`;
  if (mm === null || mm === undefined)
    return h(
      'td',
      { class: 'hatched', title: `${text.missing} (${said})` },
      h('span', { 'aria-hidden': 'true' }, '–'),
      h('span', { class: 'unseen' }, text.missing),
    );
  const colour = rainColour(mm, LIMITS.get(name)!);
  const bar = coverage < 1 && h('i', { class: 'part', 'aria-hidden': 'true' });
  if (bar) bar.style.width = `${coverage * 100}%`;
  const td = h('td', { class: mm === 0 ? 'dry' : '', title: said }, format.mm(mm), bar);
  return mm === 0 ? td : coloured(td, { background: colour, color: inkOn(colour) });
}
