import type { Page } from 'playwright-core';

/** The plot's area as it is drawn, by columns of pixels. */
export interface Columns {
  readonly width: number;
  readonly height: number;
  /** Length of the bar from the top, pixels. */
  readonly bars: readonly number[];
  /** How far the bar may reach: on from its last pixel that is seen, below the curve that crosses it. */
  readonly reach: readonly number[];
  /** Hatched pixels. */
  readonly hatched: readonly number[];
}

/** Runs in the page: reads the canvas, and counts pixels of the colours of bars and of hatching. */
const READ = `(() => {
  const canvas = document.querySelector('.plot canvas');
  const over = document.querySelector('.plot .u-over');
  const [inner, outer] = [over.getBoundingClientRect(), canvas.getBoundingClientRect()];
  const scale = canvas.width / outer.width;
  const [left, top] = [inner.left - outer.left, inner.top - outer.top].map((at) => Math.round(at * scale));
  const [width, height] = [inner.width, inner.height].map((size) => Math.round(size * scale));
  const { data } = canvas.getContext('2d').getImageData(left, top, width, height);
  const isNear = (at, r, g, b) =>
    data[at + 3] > 200 && Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 24;
  const bars = new Array(width).fill(0);
  const reach = new Array(width).fill(0);
  const hatched = new Array(width).fill(0);
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const at = 4 * (y * width + x);
      if (isNear(at, 0x2c, 0x74, 0xb8)) bars[x] = y + 1;
      // Between the hatching's ground and its lines, a warm grey; the edge of the curve has it too, here and there.
      const [red, , blue] = data.subarray(at, at + 3);
      if (red >= 180 && red <= 245 && red - blue >= 4 && red - blue <= 50) hatched[x]++;
    }
    const isInk = (y) => [0, 1, 2].some((c) => data[4 * (y * width + x) + 3] > 60 && data[4 * (y * width + x) + c] < 200);
    reach[x] = bars[x];
    while (bars[x] > 0 && reach[x] < height && isInk(reach[x])) reach[x]++;
  }
  return { width, height, bars, reach, hatched };
})()`;

export function columnsOf(page: Page): Promise<Columns> {
  return page.evaluate<Columns>(READ);
}
