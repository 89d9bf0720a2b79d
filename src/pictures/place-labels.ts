/** A label: its baseline's left end, and how wide it is. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A circle that wants a label so wide. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly width: number;
}

export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const HEIGHT = 13;
const ANGLES = [0, 180, 90, 270, 45, 135, 225, 315, 22, 158, 202, 338].map((degrees) => (degrees * Math.PI) / 180);
const DISTANCES = [4, 10, 18, 28, 40, 54, 70, 90, 120];

/**
 * Places labels beside their circles so that none lies on another one, or on a circle, as far as there is room: the nearest free
 * place of many around each circle, those with fewest neighbours last.
 */
export function placeLabels(spots: readonly Spot[], bounds: Bounds): Box[] {
  const taken: Bounds[] = spots.map(({ x, y, r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
  const order = spots.map((_, k) => k).sort((a, b) => crowd(spots, b) - crowd(spots, a));
  const placed: Box[] = [];
  for (const k of order) {
    const spot = spots[k]!;
    const candidates = DISTANCES.flatMap((distance) => ANGLES.map((angle) => boxAt(spot, spot.r + distance, angle)));
    const inside = candidates.filter((box) => isInside(boundsOf(box), bounds));
    const free = inside.find((box) => !taken.some((other) => overlap(boundsOf(box), other) > 0));
    const box = free ?? leastCrowded(inside.length > 0 ? inside : candidates, taken);
    placed[k] = box;
    taken.push(boundsOf(box));
  }
  return placed;
}

/** How near the others are. */
function crowd(spots: readonly Spot[], k: number): number {
  const { x, y } = spots[k]!;
  return spots.reduce((sum, other) => sum + 1 / (20 + Math.hypot(other.x - x, other.y - y)), 0);
}

function boxAt({ x, y, width }: Spot, distance: number, angle: number): Box {
  const [dx, dy] = [Math.cos(angle), -Math.sin(angle)];
  const middleX = x + dx * (distance + (Math.abs(dx) * width) / 2);
  const middleY = y + dy * (distance + HEIGHT / 2);
  return { x: middleX - width / 2, y: middleY + 4, width };
}

function boundsOf({ x, y, width }: Box): Bounds {
  return { left: x - 2, right: x + width + 2, top: y - HEIGHT + 2, bottom: y + 3 };
}

function isInside(box: Bounds, { left, right, top, bottom }: Bounds): boolean {
  return box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom;
}

function overlap(a: Bounds, b: Bounds): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function leastCrowded(boxes: readonly Box[], taken: readonly Bounds[]): Box {
  const cost = (box: Box): number => taken.reduce((sum, other) => sum + overlap(boundsOf(box), other), 0);
  return boxes.reduce((best, box) => (cost(box) < cost(best) ? box : best));
}
