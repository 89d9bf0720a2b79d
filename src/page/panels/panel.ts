import { h } from '../core/dom.js';
import type { View } from '../core/view.js';
import { filled } from '../text/index.js';

/** A part of the page below the plot; it loads what it shows. */
export type Panel = (view: View) => Promise<HTMLElement>;

/** A table with a caption for screen readers, in a box that scrolls sideways where the page is narrow. */
export function table(caption: string, header: readonly string[], rows: readonly HTMLTableRowElement[]): HTMLElement {
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, ...header.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...rows),
    ),
  );
}

/** A row whose first cell names it. */
export function row(name: string | Node, ...cells: readonly (string | number | Node | null)[]): HTMLTableRowElement {
  return h('tr', {}, h('th', { scope: 'row' }, name), ...cells.map((cell) => h('td', {}, cell)));
}

/** What stands where a panel could not be loaded. */
export function failure({ text }: Pick<View, 'text'>, error: unknown): HTMLElement {
  const message = error instanceof Error ? error.message : String(error);
  return h('p', { class: 'note', role: 'alert' }, filled(text.failed, message));
}
