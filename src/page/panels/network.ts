import { addressOf } from '../core/api.js';
import { HEALTH } from '../core/colours.js';
import { h } from '../core/dom.js';
import { healthOf } from '../core/health.js';
import { row, table, type Panel } from './panel.js';

/** How every gauge is doing. */
export const networkPanel: Panel = (view) => {
  const { status, text, format } = view;
  const rows = (status?.gauges ?? []).map((one) => {
    const { gauge, lastReadingS, silentS, completeness, battery, quarantined, waits } = one;
    const health = healthOf(view, gauge);
    const mark = h('i', { class: 'dot', 'aria-hidden': 'true' });
    mark.style.background = HEALTH[health];
    const said = { good: text.wellHeard, late: text.late, silent: text.silent }[health];
    const trend = battery?.trendVPerDay;
    const lines = Object.values(quarantined).reduce((sum, count) => sum + count, 0);
    return row(
      gauge,
      h('span', { class: 'health' }, mark, said),
      lastReadingS === null ? text.never : format.dateTime(lastReadingS),
      silentS === null ? '–' : format.duration(Math.max(0, silentS), text.days),
      format.percent(completeness.last24h.completeness),
      format.percent(completeness.last7d.completeness),
      format.percent(completeness.last30d.completeness),
      battery
        ? `${format.number(battery.lastV, 2)} V${typeof trend === 'number' ? ` (${trend > 0 ? '+' : ''}${format.number(trend, 3)}/${text.days})` : ''}`
        : '–',
      format.number(lines, 0),
      waits.years.map(({ year, why }) => `${year}: ${why}`).join('; '),
    );
  });
  const header = [
    text.gauge,
    text.state,
    text.lastReading,
    text.silence,
    ...[text.last24h, text.last7d, text.last30d].map((days) => `${text.coverage}, ${days}`),
    text.battery,
    text.quarantined,
    text.waiting,
  ];
  const csv = h('a', { href: addressOf('status', { format: 'csv' }), download: '' }, 'CSV');
  return Promise.resolve(h('div', {}, table(text.tabs.network, header, rows), h('p', { class: 'foot' }, csv)));
};
