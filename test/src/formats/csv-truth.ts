/** What a gauge's year holds, as its CSV files tell it, read with nothing of the product. */
export interface Reading {
  readonly timeS: number;
  readonly tips: number;
  readonly rainMm: number;
  readonly wind: number | null;
  readonly battery: number | null;
  /** null where it is not known. */
  readonly intervalS: number | null;
}

export interface GaugeTruth {
  readonly gauge: string;
  readonly readings: readonly Reading[];
  /** mm by 0-based minute of the year, where it is not 0. */
  readonly rain: ReadonlyMap<number, number>;
  /** 1 for every minute of the year that was observed. */
  readonly observed: Uint8Array;
}

/** The gauges and years of an output tree. */
export function gaugeYears(tree: ReadonlyMap<string, Uint8Array>): { gauge: string; year: number }[] {
  return [...tree.keys()]
    .map((path) => /^([^/]+)\/(\d{4})\/.*_treated_\d{4}\.csv$/.exec(path))
    .filter((match) => match !== null)
    .map(([, gauge, year]) => ({ gauge: gauge!, year: Number(year) }));
}

export function minutesOf(year: number): number {
  return (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / 60_000;
}

export function startOf(year: number): number {
  return Date.UTC(year, 0, 1) / 1000;
}

/** Reads the concatenated, treated and coverage tables of a gauge's year; a gauge without them is empty. */
export function truthOf(tree: ReadonlyMap<string, Uint8Array>, gauge: string, year: number): GaugeTruth {
  const table = (kind: string): string[][] => {
    const bytes = tree.get(`${gauge}/${year}/${gauge}_${kind}_${year}.csv`);
    const lines = bytes ? Buffer.from(bytes).toString('utf8').trimEnd().split('\n').slice(1) : [];
    return lines.map((line) => line.split(','));
  };
  const runs = table('coverage');
  const intervals = runs.flatMap(([, , interval, readings]) =>
    new Array<number | null>(Number(readings)).fill(interval === 'na' ? null : Number(interval)),
  );
  const treated = table('treated');
  const readings = table('concatenated').map((row, i) => ({
    timeS: Number(row[1]),
    tips: Number(row.at(-3)),
    rainMm: Number(treated[i]!.at(-3)),
    wind: numberOrNull(row.at(-2)!),
    battery: numberOrNull(row.at(-1)!),
    intervalS: intervals[i]!,
  }));
  return { gauge, readings, rain: rainOf(readings, year), observed: observedOf(runs, year) };
}

function numberOrNull(text: string): number | null {
  return text === 'na' ? null : Number(text);
}

function rainOf(readings: readonly Reading[], year: number): Map<number, number> {
  const rain = new Map<number, number>();
  for (const { timeS, rainMm } of readings) {
    const minute = Math.floor((timeS - startOf(year)) / 60);
    if (rainMm !== 0) rain.set(minute, Math.round(((rain.get(minute) ?? 0) + rainMm) * 1e6) / 1e6);
  }
  return rain;
}

/** Every minute of which a run holds the readings, counted out one by one; long intervals may begin 2 s late. */
function observedOf(runs: readonly string[][], year: number): Uint8Array {
  const observed = new Uint8Array(minutesOf(year));
  for (const [start, end, interval] of runs) {
    if (interval === 'na') continue;
    const minute = (stamp: string, minusS: number): number =>
      Math.floor((Date.parse(`${stamp.replace(' ', 'T')}Z`) / 1000 - minusS - startOf(year)) / 60);
    const intervalS = Number(interval);
    const before = minute(start!, intervalS > 60 ? intervalS - 2 : intervalS);
    const last = minute(end!, intervalS < 60 ? 60 - intervalS : 0);
    for (let m = before + 1; m <= last; m++) if (m >= 0) observed[m] = 1;
  }
  return observed;
}

/** The ranges of ones in `flags`, half-open. */
export function rangesOf(flags: Uint8Array): [number, number][] {
  const ranges: [number, number][] = [];
  flags.forEach((flag, i) => {
    if (flag === 0) return;
    if (i > 0 && flags[i - 1] === 1) ranges.at(-1)![1] = i + 1;
    else ranges.push([i, i + 1]);
  });
  return ranges;
}

/** The network's gauges in the order of their columns, as the Matrix Market comments say. */
export function networkGauges(tree: ReadonlyMap<string, Uint8Array>, year: number): string[] {
  const text = Buffer.from(tree.get(`network/${year}/network_sparse_${year}.mtx`)!).toString('utf8');
  return [...text.matchAll(/^% column \d+: (.*)$/gm)].map(([, gauge]) => gauge!);
}
