/** A whole number with commas: `1,234,567`. `toLocaleString` says the same, and loads the world's languages for it. */
export function thousands(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
