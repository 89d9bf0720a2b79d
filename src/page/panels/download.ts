import { addressOf } from '../core/api.js';
import { h } from '../core/dom.js';
import { filesOf } from '../core/files.js';
import type { View } from '../core/view.js';
import { stepFor } from '../plot/bins.js';

/** What can be taken home: the period that is shown, as numbers and as a picture, and the published files. */
export function downloads(view: View, picture: () => HTMLCanvasElement | undefined): HTMLElement {
  const { gauge, text, format, fromS, toS } = view;
  const period = { gauge: gauge!.gauge, from: Math.round(fromS), to: Math.round(toS) };
  const step = stepFor(toS - fromS);
  const link = (href: string, name: string): HTMLElement => h('li', {}, h('a', { href, download: '' }, name));
  const latest = gauge!.years.at(-1);
  const png = h(
    'button',
    { type: 'button', class: 'link', onclick: () => save(picture(), `${period.gauge}_${period.from}.png`) },
    text.png,
  );
  return h(
    'details',
    { class: 'menu' },
    h('summary', {}, text.download),
    h(
      'ul',
      {},
      link(
        addressOf('series', { ...period, step: `${step}s`, format: 'csv' }),
        `${text.csvSeries} (${format.duration(step, text.days)})`,
      ),
      step > 60 &&
        toS - fromS <= 366 * 86_400 &&
        link(addressOf('series', { ...period, step: '1m', format: 'csv' }), `${text.csvSeries} (1 min)`),
      link(addressOf('cumulative', { ...period, every: `${Math.max(300, step)}s`, format: 'csv' }), text.csvWindows),
      h('li', {}, png),
      ...(latest
        ? filesOf(gauge!.gauge, latest).map(({ href, kind, size_bytes }) =>
            link(href, `${latest.year} ${kind} (${format.bytes(size_bytes)})`),
          )
        : []),
    ),
  );
}

/** The plot on white paper: its own canvas is see-through. */
function save(canvas: HTMLCanvasElement | undefined, name: string): void {
  if (!canvas) return;
  const paper = h('canvas', { width: canvas.width, height: canvas.height });
  const pen = paper.getContext('2d')!;
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, paper.width, paper.height);
  pen.drawImage(canvas, 0, 0);
  paper.toBlob((blob) => {
    if (!blob) return;
    const href = URL.createObjectURL(blob);
    h('a', { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  });
}
