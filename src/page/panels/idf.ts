import uPlot from 'uplot';
import { addressOf, ask, type Idf, type RainEvent } from '../core/api.js';
import { fill, h } from '../core/dom.js';
import { windowText, type View } from '../core/view.js';
import { filled } from '../text/index.js';
import { row, table, type Panel } from './panel.js';

/** Curves of these return periods, years, and their colours. */
const CURVES = [
  [2, '#93bfe4'],
  [10, '#2c74b8'],
  [50, '#5a2d87'],
  [100, '#8f1d68'],
] as const;
/** Logarithmic, as uPlot counts kinds of scales. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot's enums are there for types alone.
const LOG = 3 as uPlot.Scale.Distr;
const EVENT_COLOUR = '#c2571a';

/** Return periods of rain, with the strongest event of the period on them. */
export const idfPanel: Panel = async (view) => {
  const { gauge, text } = view;
  const query = { gauge: gauge!.gauge };
  const idf = await ask<Idf>('idf', query);
  const method = idf.usable_years < idf.fewest_years ? 'smev' : 'gev-lmoments';
  const fits = idf.fits.filter((fit) => fit.method === method);
  const few = idf.usable_years < idf.fewest_years;
  const note = few && h('p', { class: 'note' }, filled(text.fewYears, idf.usable_years, idf.fewest_years));
  if (fits.length === 0) return h('div', {}, note, h('p', { class: 'note' }, text.noIdf));
  const { events } = await ask<{ events: RainEvent[] }>('events', {
    ...query,
    from: Math.round(view.fromS),
    to: Math.round(view.toS),
  });
  const strongest = events.reduce<RainEvent | undefined>(
    (most, event) => (!most || event.depth_mm > most.depth_mm ? event : most),
    undefined,
  );
  const place = h('div', {
    class: 'idf-plot',
    role: 'img',
    'aria-label': filled(text.idfPlot, CURVES.map(([years]) => years).join(', ')),
  });
  // The plot measures the place that it is given.
  requestAnimationFrame(() => draw(place, fits, strongest, view));
  const legend = h('p', { class: 'keys' });
  fill(
    legend,
    ...CURVES.map(([years, colour]) => key(colour, filled(text.returnYears, years))),
    strongest && key(EVENT_COLOUR, text.lastEvent),
  );
  const rows = fits.map(({ window, levels }) =>
    row(
      windowText(window),
      ...levels.map(({ depth_mm, low_mm, high_mm }) => depthCell(view, depth_mm, low_mm, high_mm)),
    ),
  );
  const csv = h('a', { href: addressOf('idf', { ...query, format: 'csv' }), download: '' }, 'CSV');
  return h(
    'div',
    {},
    note,
    h(
      'div',
      { class: 'beside' },
      h('div', {}, place, legend),
      table(text.depth, [text.window, ...idf.years.map((years) => filled(text.returnYears, years))], rows),
    ),
    h('p', { class: 'foot' }, csv, h('span', {}, method === 'smev' ? 'SMEV' : `GEV · ${text.interval90}`)),
  );
};

function depthCell({ format }: View, depth: number | null, low: number | null, high: number | null): HTMLElement {
  const range = low === null || high === null ? undefined : `${format.mm(low, 0)}–${format.mm(high, 0)}`;
  return h('span', {}, format.mm(depth), range !== undefined && h('small', {}, ` ${range}`));
}

function key(colour: string, name: string): HTMLElement {
  const mark = h('i', { 'aria-hidden': 'true' });
  mark.style.background = colour;
  return h('span', {}, mark, name);
}

function draw(place: HTMLElement, fits: Idf['fits'], event: RainEvent | undefined, { format }: View): void {
  const x = fits.map(({ window_s }) => window_s / 60);
  const intensity = (depth: number | null | undefined, minutes: number): number | null =>
    depth === null || depth === undefined || depth <= 0 ? null : (depth * 60) / minutes;
  const curves = CURVES.map(([years]) =>
    fits.map(({ levels }, i) => intensity(levels.find((level) => level.return_period_y === years)?.depth_mm, x[i]!)),
  );
  const points = fits.map(({ window }) => event?.intensity_mm_h[window] || null);
  const axis = {
    stroke: '#41566b',
    grid: { stroke: '#e4ebf1' },
    ticks: { stroke: '#e4ebf1' },
    font: '12px system-ui, sans-serif',
  };
  const shown = (value: number | null): string =>
    value === null ? '' : value >= 60 && value % 60 === 0 ? `${value / 60} h` : `${value}`;
  new uPlot(
    {
      width: Math.max(280, place.clientWidth),
      height: 280,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, distr: LOG, log: 10 }, y: { distr: LOG, log: 10 } },
      axes: [
        { ...axis, values: (_, splits) => splits.map(shown), label: 'min', labelSize: 16 },
        {
          ...axis,
          values: (_, splits: (number | null)[]) =>
            splits.map((value) => (value === null ? '' : format.number(value, value < 1 ? 1 : 0))),
          label: 'mm/h',
          labelSize: 16,
          size: 56,
        },
      ],
      series: [
        {},
        ...CURVES.map(([, colour]) => ({ stroke: colour, width: 2, points: { show: false } })),
        { stroke: EVENT_COLOUR, width: 0, paths: () => null, points: { show: true, size: 9, fill: EVENT_COLOUR } },
      ],
    },
    [x, ...curves, points],
    place,
  );
}
