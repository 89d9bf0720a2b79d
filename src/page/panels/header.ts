import { h } from '../core/dom.js';
import { windowSeconds, windowText, type View } from '../core/view.js';
import { filled } from '../text/index.js';

/** What stands at the top: the name, the most rain of the last hours in a sentence, and the switches of time and language. */
export function headerParts(view: View, isLive: boolean): HTMLElement[] {
  const { text, settings, cumulative, format, state, store, status } = view;
  const last = view.gauges.last_reading;
  const nowS = status?.now ?? Date.now() / 1000;
  const switchOf = (
    label: string,
    name: 'lang' | 'zone',
    values: readonly (readonly [string, string])[],
  ): HTMLElement =>
    h(
      'div',
      { class: 'choice', role: 'group', 'aria-label': label },
      ...values.map(([value, said]) =>
        h(
          'button',
          {
            type: 'button',
            'aria-pressed': String(state[name] === value),
            lang: name === 'lang' ? value : undefined,
            onclick: () => store.set({ [name]: value }),
          },
          said,
        ),
      ),
    );
  const seconds = windowSeconds(state.window);
  const wettest = [...cumulative.sites].sort(
    (a, b) => (b.rain[`P${state.window}`] ?? -1) - (a.rain[`P${state.window}`] ?? -1),
  )[0];
  const most = wettest?.rain[`P${state.window}`] ?? 0;
  const said =
    most > 0
      ? filled(text.mostRain, windowText(state.window), wettest!.site, format.mm(most))
      : filled(text.noRain, windowText(state.window));
  return [
    h('a', { class: 'skip', href: '#hyetograph' }, text.skip),
    h(
      'div',
      { class: 'name' },
      h('img', { src: 'icon.svg', alt: '', width: 28, height: 28 }),
      h('h1', {}, settings.title),
    ),
    h(
      'p',
      { class: 'now', 'data-window-s': seconds },
      h('strong', {}, view.gauges.gauges.length === 0 ? text.noGauges : said),
      last !== null &&
        h(
          'span',
          {},
          `${text.lastReading} ${format.dateTime(last)}, ${filled(text.ago, format.duration(Math.max(0, nowS - last), text.days))}`,
        ),
      h('span', { class: isLive ? 'live' : 'live off' }, isLive ? text.live : text.disconnected),
    ),
    switchOf(text.time, 'zone', [
      ['local', text.local],
      ['utc', text.utc],
    ]),
    switchOf(text.language, 'lang', [
      ['fr', 'FR'],
      ['en', 'EN'],
    ]),
  ];
}
