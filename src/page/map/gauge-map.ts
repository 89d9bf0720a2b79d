import * as L from 'leaflet';
import { HEALTH, limitsMm, rainColour } from '../core/colours.js';
import { healthOf } from '../core/health.js';
import { windowSeconds, type View } from '../core/view.js';
import { addBasemap } from './basemap.js';

/** Names stand beside the marks as long as there are few. */
const MOST_NAMES = 40;

/** The gauges on a map, coloured by rain or by health. */
export class GaugeMap {
  private readonly map: L.Map;
  private readonly marks = new Map<string, L.CircleMarker>();
  private isFitted = false;

  constructor(element: HTMLElement, { settings }: Pick<View, 'settings'>) {
    this.map = L.map(element, { preferCanvas: true, minZoom: 3, maxZoom: 18, zoomSnap: 0.5, worldCopyJump: true });
    this.map.attributionControl.setPrefix(false);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.map.setView([43.62, 3.87], 11);
    if (settings.tiles === undefined) addBasemap(this.map);
    else L.tileLayer(settings.tiles, { attribution: settings.tilesAttribution ?? '', maxZoom: 18 }).addTo(this.map);
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(element);
  }

  /** Shows the gauges as they are now. */
  draw(view: View): void {
    const { cumulative, state, format, store, text } = view;
    const limits = limitsMm(windowSeconds(state.window));
    const placed = cumulative.sites.filter(({ lon, lat }) => lon !== null && lat !== null);
    for (const [name, mark] of this.marks)
      if (!placed.some(({ site }) => site === name)) {
        mark.remove();
        this.marks.delete(name);
      }
    for (const { site, lon, lat, rain } of placed) {
      const mm = rain[`P${state.window}`];
      const colour = state.colour === 'rain' ? rainColour(mm, limits) : HEALTH[healthOf(view, site)];
      const isShown = site === view.gauge?.gauge;
      const style: L.CircleMarkerOptions = {
        radius: isShown ? 11 : 8,
        weight: isShown ? 3 : 1.5,
        color: isShown ? '#c2571a' : '#12263a',
        fillColor: colour,
        fillOpacity: 1,
      };
      const mark = this.marks.get(site) ?? this.place(site, [lat!, lon!], store);
      mark.setStyle(style).setRadius(style.radius!);
      mark.setLatLng([lat!, lon!]);
      const label = `${site}  ${format.mm(mm)} ${text.mm}`;
      if (mark.getTooltip()) mark.setTooltipContent(label);
      else
        mark.bindTooltip(label, {
          permanent: placed.length <= MOST_NAMES,
          direction: 'right',
          offset: [10, 0],
          className: 'gauge-name',
        });
    }
    this.fit(placed.map(({ lat, lon }) => [lat!, lon!]));
  }

  private place(site: string, at: L.LatLngTuple, store: View['store']): L.CircleMarker {
    const mark = L.circleMarker(at).addTo(this.map);
    mark.on('click', () => store.set({ gauge: site }));
    this.marks.set(site, mark);
    return mark;
  }

  private fit(places: L.LatLngTuple[]): void {
    if (this.isFitted || places.length === 0) return;
    this.isFitted = true;
    this.map.invalidateSize({ animate: false });
    this.map.fitBounds(L.latLngBounds(places).pad(0.35), { maxZoom: 13, animate: false });
  }
}
