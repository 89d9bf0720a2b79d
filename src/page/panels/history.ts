import { h } from '../core/dom.js';
import { filesOf } from '../core/files.js';
import type { View } from '../core/view.js';
import type { CurveInfo, YearInfo } from '../core/api.js';
import { row, table, type Panel } from './panel.js';

/** What is known of a gauge, a row a year: how much it sent, how it was calibrated, what was published. */
export const historyPanel: Panel = (view) => {
  const { gauge, text, format } = view;
  const { lon, lat, years } = gauge!;
  const rows = [...years]
    .reverse()
    .map((year) =>
      row(
        String(year.year),
        format.number(year.readings, 0),
        `${format.mm(year.rain_mm)} ${text.mm}`,
        format.number(year.wet_minutes, 0),
        year.interval_s === null ? '–' : format.duration(year.interval_s, text.days),
        curves(year, view),
        format.number(year.accounting.quarantined, 0),
        files(gauge!.gauge, year, view),
      ),
    );
  const header = [
    text.year,
    text.readings,
    text.rain,
    text.wetMinutes,
    text.interval,
    text.calibration,
    text.quarantined,
    text.files,
  ];
  const place = lon === null || lat === null ? '' : `${format.number(lat, 5)}° N, ${format.number(lon, 5)}° E`;
  return Promise.resolve(
    h(
      'div',
      {},
      h('p', { class: 'foot' }, h('strong', {}, gauge!.gauge), h('span', {}, place)),
      table(text.tabs.history, header, rows),
    ),
  );
};

/** The curve of a year, or its curves and since when each holds; and when it is not known what fell. */
function curves({ calibration, calibrations, interventions }: YearInfo, view: View): HTMLElement {
  const { format, text } = view;
  const one = calibration ? [formula(calibration, view)] : [];
  const several = calibrations.length > 1 ? calibrations : [];
  const dated = several.map((curve) => {
    const since = curve.from === null ? '' : `${format.dateTime(curve.from)}: `;
    return `${since}${formula(curve, view)}`;
  });
  const unknown = interventions.map(
    ({ kind, start, end }) =>
      `${text.unknownRain[kind]}: ${format.dateTime(start)} – ${end === null ? '…' : format.dateTime(end)}`,
  );
  const lines = [...one, ...dated, ...unknown];
  return h('span', {}, ...(lines.length === 0 ? ['–'] : lines.map((line) => h('div', {}, line))));
}

/** `0.0008·r² + 1.0761·r`, with r the tips times what one of them holds. */
function formula({ a, b, c, tipMm }: CurveInfo, { format }: View): string {
  const digits = (value: number): string =>
    new Intl.NumberFormat(format.lang, { maximumFractionDigits: 6 }).format(value);
  const parts = [a !== 0 && `${digits(a)} r²`, b !== 0 && `${digits(b)} r`, c !== 0 && digits(c)].filter(Boolean);
  return `${parts.join(' + ')}; r = ${digits(tipMm)} mm`;
}

function files(gauge: string, year: YearInfo, { format }: View): HTMLElement {
  const links = filesOf(gauge, year).map(({ href, kind, size_bytes }) =>
    h('a', { href, download: '', title: format.bytes(size_bytes) }, kind),
  );
  return h('span', { class: 'links' }, ...links);
}
