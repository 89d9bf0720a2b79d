import type uPlot from 'uplot';
import { clipped } from './clipped.js';
import type { Bins } from './bins.js';

export const BAR_COLOUR = '#2c74b8';
const HATCH = { ground: '#f1eee9', line: '#b9ab96' };
/** Bars narrower than this, in pixels of the screen, have no space between them. */
const SPACED_FROM = 5;

/** Bars from the top: each as wide as its step, as long as its rain; at least a pixel each way, so that none is lost. */
export function drawBars(plot: uPlot, { stepS, timeS, rainMm }: Bins, [fromS, toS]: readonly [number, number]): void {
  const { ctx, bbox } = plot;
  clipped(plot, () => {
    ctx.fillStyle = BAR_COLOUR;
    const top = bbox.top;
    for (let k = 0; k < rainMm.length; k++) {
      const mm = rainMm[k]!;
      if (!(mm > 0)) continue;
      const left = plot.valToPos(Math.max(fromS, timeS[k]! - stepS), 'x', true);
      const right = plot.valToPos(Math.min(toS, timeS[k]!), 'x', true);
      const width = right - left;
      const space = width >= SPACED_FROM * devicePixelRatio ? Math.max(1, width * 0.12) : 0;
      const height = Math.max(1, plot.valToPos(mm, 'mm', true) - top);
      ctx.fillRect(left + space / 2, top, Math.max(1, width - space), height);
    }
  });
}

/** Hatches what was not observed: it is not known whether it rained. */
export function drawGaps(plot: uPlot, { gaps }: Bins): void {
  const { ctx, bbox } = plot;
  if (gaps.length === 0) return;
  clipped(plot, () => {
    const pattern = hatching(ctx);
    for (const [startS, endS] of gaps) {
      const left = plot.valToPos(startS, 'x', true);
      const width = Math.max(1, plot.valToPos(endS, 'x', true) - left);
      ctx.fillStyle = HATCH.ground;
      ctx.fillRect(left, bbox.top, width, bbox.height);
      ctx.fillStyle = pattern;
      ctx.fillRect(left, bbox.top, width, bbox.height);
    }
  });
}

function hatching(ctx: CanvasRenderingContext2D): CanvasPattern | string {
  const size = 8 * Math.max(1, Math.round(devicePixelRatio));
  const tile = new OffscreenCanvas(size, size);
  const pen = tile.getContext('2d');
  if (!pen) return HATCH.line;
  pen.strokeStyle = HATCH.line;
  pen.lineWidth = size / 8;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
  }
  pen.stroke();
  return ctx.createPattern(tile, 'repeat') ?? HATCH.line;
}
