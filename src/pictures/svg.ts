/** A piece of an SVG document. */
export type Svg = string;

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; numbers carry 2 decimals, undefined attributes are left out. Children are SVG already. */
export function el(name: string, attributes: Attributes = {}, ...children: readonly Svg[]): Svg {
  const text = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? decimals(value) : escaped(value!)}"`)
    .join('');
  return children.length === 0 ? `<${name}${text}/>` : `<${name}${text}>${children.join('')}</${name}>`;
}

/** A line of text; `x`, `y` are its baseline. */
export function text(x: number, y: number, said: string, attributes: Attributes = {}): Svg {
  return el('text', { x, y, ...attributes }, escaped(said));
}

/** A line through points. */
export function path(points: readonly (readonly [number, number])[], attributes: Attributes = {}): Svg {
  const d = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${decimals(x)} ${decimals(y)}`).join('');
  return el('path', { d, fill: 'none', stroke: 'black', ...attributes });
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A rectangle; one that would be inside out is left out. */
export function rect({ x, y, width, height }: Rectangle, attributes: Attributes = {}): Svg {
  return width > 0 && height > 0 ? el('rect', { x, y, width, height, ...attributes }) : '';
}

export const FONT_FAMILY = 'DejaVu Sans, Verdana, Arial, sans-serif';
/** What hatches time without data: `fill="url(#missing)"`. */
export const MISSING = 'url(#missing)';

export interface Page {
  readonly width: number;
  readonly height: number;
  /** Says in words what is shown, for those who do not see it. */
  readonly title: string;
}

/** A whole document: black on white, so that it can be printed without colour. */
export function document({ width, height, title }: Page, ...children: readonly Svg[]): string {
  const hatch = el(
    'pattern',
    { id: 'missing', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    el('rect', { width: 6, height: 6, fill: '#f4f4f4' }),
    el('rect', { width: 1.4, height: 6, fill: '#8a8a8a' }),
  );
  const root = {
    ...{ xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img' },
    ...{ 'font-family': FONT_FAMILY, 'font-size': 12, 'aria-label': title },
  };
  const all = [
    el('title', {}, escaped(title)),
    el('defs', {}, hatch),
    el('rect', { width, height, fill: 'white' }),
    ...children,
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n${el('svg', root, `\n${all.filter(Boolean).join('\n')}\n`)}\n`;
}

function decimals(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(said: string | number): string {
  return String(said).replace(/[&<>"]/g, (sign) => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[sign]!};`);
}
