/** Colours of rain: from a trace to what floods streets. They differ in lightness too, for those who see colours less. */
const RAIN = ['#e6eef5', '#c3daf0', '#93bfe4', '#5b9bd3', '#2c74b8', '#1b4f94', '#5a2d87', '#8f1d68'];
export const UNKNOWN = '#ffffff';
const HOUR_MM = [0.1, 1, 3, 6, 12, 25, 45];

/** Limits between the colours for a window, mm: rarer rain falls slower over longer time. */
export function limitsMm(windowS: number): number[] {
  return HOUR_MM.map((mm) => rounded(mm * (windowS / 3600) ** 0.42));
}

export function rainColour(mm: number | null | undefined, limits: readonly number[]): string {
  if (mm === null || mm === undefined) return UNKNOWN;
  return RAIN[limits.filter((limit) => mm >= limit).length]!;
}

/** Colour and text of a legend, from dry to most. */
export function legend(limits: readonly number[]): { readonly colour: string; readonly from: number }[] {
  return RAIN.map((colour, i) => ({ colour, from: i === 0 ? 0 : limits[i - 1]! }));
}

/** Whether white or dark text reads on a colour. */
export function inkOn(colour: string): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  return 0.2126 * r! ** 2.2 + 0.7152 * g! ** 2.2 + 0.0722 * b! ** 2.2 > 0.3 ? '#12263a' : '#ffffff';
}

export const HEALTH = { good: '#2f7d5b', late: '#b7791f', silent: '#b3261e' } as const;
export type Health = keyof typeof HEALTH;

function rounded(mm: number): number {
  if (mm < 1) return Math.max(0.1, Math.round(mm * 10) / 10);
  return mm < 10 ? Math.round(mm * 2) / 2 : Math.round(mm);
}
