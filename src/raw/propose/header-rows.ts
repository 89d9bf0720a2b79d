type Rows = readonly (readonly string[])[];

/** The names of a table's columns. */
export interface HeaderRows {
  readonly names: readonly string[];
  /** The number of their line. */
  readonly line: number;
  /** What the line of units below them says; empty where there is none. */
  readonly units: readonly string[];
}

const UNIT =
  /^[[(]?\s*(?:|-|mm.*|cm|in|inch(?:es)?|m\/s|km\/h|mph|kn|°.*|deg.*|[CFKV%]|volts?|mv|hpa|mbar|kpa|w\/m.*|s|min|ts|rn|utc|gmt)\s*[\])]?$/i;

/** The names that stand above a row: those of the nearest line that has words for all of its fields, or of the one above that, if it is of units. */
export function headerAbove(fields: Rows, row: number): HeaderRows | undefined {
  const width = fields[row]?.length ?? 0;
  for (let i = row - 1; i >= 0; i--) {
    const names = fields[i]!;
    const isUnits = areUnits(names, width);
    if (isUnits && i > 0 && areNames(fields[i - 1]!, width)) return { names: fields[i - 1]!, line: i, units: names };
    if (areNames(names, width)) return { names, line: i + 1, units: [] };
  }
  return undefined;
}

function areNames(names: readonly string[], width: number): boolean {
  const words = names.filter((name) => /\p{L}/u.test(name)).length;
  return names.length === width && words > width / 2 && !names.some((name) => /^[-+]?\d+(?:[.,]\d+)?$/.test(name));
}

function areUnits(names: readonly string[], width: number): boolean {
  return names.length === width && names.some((name) => name !== '') && names.every((name) => UNIT.test(name));
}
