import * as L from 'leaflet';

/** A square of the embedded map, as `scripts/build-map.mjs` makes it: lines of differences, thousandths of a degree. */
interface Cell {
  readonly land: readonly (readonly number[])[];
  readonly borders: readonly (readonly number[])[];
  readonly coast: readonly (readonly number[])[];
}

const CELL = 10;
const UNIT = 1000;
const MOST_CELLS = 40;

/** Coast and borders from files of this server, a square of 10° at a time, and a grid of degrees. */
export function addBasemap(map: L.Map): void {
  map.createPane('land').style.zIndex = '210';
  map.createPane('lines').style.zIndex = '220';
  const known = new Set<string>();
  const squares = fetch('map/index.json').then(async (response) => new Set((await response.json()) as string[]));
  const grid = L.layerGroup().addTo(map);
  const renderers = {
    land: L.canvas({ pane: 'land', padding: 0.5 }),
    lines: L.canvas({ pane: 'lines', padding: 0.5 }),
  };
  const load = async (south: number, west: number): Promise<void> => {
    const name = `${south}_${west}`;
    if (known.has(name)) return;
    known.add(name);
    // Where there is nothing but sea there is no file.
    if (!(await squares).has(name)) return;
    const response = await fetch(`map/${name}.json`);
    const { land, borders, coast } = (await response.json()) as Cell;
    const quiet = { interactive: false, smoothFactor: 1 };
    L.polygon(land.map(points), {
      ...quiet,
      renderer: renderers.land,
      stroke: false,
      fillColor: '#f3f1ea',
      fillOpacity: 1,
    }).addTo(map);
    L.polyline(coast.map(points), { ...quiet, renderer: renderers.lines, color: '#8fb3cc', weight: 1 }).addTo(map);
    L.polyline(borders.map(points), {
      ...quiet,
      renderer: renderers.lines,
      color: '#b9b3a4',
      weight: 1,
      dashArray: '4 3',
    }).addTo(map);
  };
  const draw = (): void => {
    const bounds = map.getBounds();
    const [south, north] = [bounds.getSouth(), bounds.getNorth()].map((lat) => Math.floor(lat / CELL) * CELL);
    const [west, east] = [bounds.getWest(), bounds.getEast()].map((lon) => Math.floor(lon / CELL) * CELL);
    const cells: [number, number][] = [];
    for (let lat = south!; lat <= north!; lat += CELL)
      for (let lon = west!; lon <= east!; lon += CELL) cells.push([lat, lon]);
    for (const [lat, lon] of cells.slice(0, MOST_CELLS)) void load(lat, lon);
    drawGrid(grid, bounds, map.getZoom());
  };
  map.on('moveend', draw);
  draw();
  map.attributionControl.addAttribution('Natural Earth');
}

function points(line: readonly number[]): [number, number][] {
  const all: [number, number][] = [];
  let [lon, lat] = [0, 0];
  for (let i = 0; i < line.length; i += 2) {
    lon += line[i]!;
    lat += line[i + 1]!;
    all.push([lat / UNIT, lon / UNIT]);
  }
  return all;
}

/** Lines of whole degrees or parts of them, with their names at the edge. */
function drawGrid(layer: L.LayerGroup, bounds: L.LatLngBounds, zoom: number): void {
  const steps = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005];
  const step = steps.find((degrees) => (degrees * 256 * 2 ** zoom) / 360 < 170) ?? 0.005;
  const decimals = step < 0.01 ? 3 : step < 0.1 ? 2 : step < 1 ? 1 : 0;
  layer.clearLayers();
  const style: L.PolylineOptions = { color: '#c9d6e0', weight: 0.7, opacity: 0.8, interactive: false, pane: 'lines' };
  const name = (at: L.LatLngTuple, text: string, kind: string): void => {
    const icon = L.divIcon({ className: `grid-name ${kind}`, html: '', iconSize: [0, 0] });
    const marker = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(layer);
    const element = marker.getElement();
    element?.setAttribute('aria-hidden', 'true');
    if (element) element.textContent = text;
  };
  const side = (value: number, positive: string, negative: string): string =>
    `${Math.abs(value).toFixed(decimals)}° ${value < 0 ? negative : positive}`;
  for (let k = Math.ceil(bounds.getSouth() / step); k * step < bounds.getNorth(); k++) {
    L.polyline(
      [
        [k * step, bounds.getWest()],
        [k * step, bounds.getEast()],
      ],
      style,
    ).addTo(layer);
    name([k * step, bounds.getEast()], side(k * step, 'N', 'S'), 'lat');
  }
  for (let k = Math.ceil(bounds.getWest() / step); k * step < bounds.getEast(); k++) {
    L.polyline(
      [
        [bounds.getSouth(), k * step],
        [bounds.getNorth(), k * step],
      ],
      style,
    ).addTo(layer);
    name([bounds.getNorth(), k * step], side(k * step, 'E', 'W'), 'lon');
  }
}
