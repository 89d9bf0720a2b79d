import type { AmountUnit } from './readings/amount-unit.js';
import { NameIndex } from './names.js';

/** A rain gauge as configured. */
export interface Gauge {
  /** The name outputs carry. */
  readonly name: string;
  /** The folder its raw files lie in. */
  readonly folder: string;
  /** Other spellings of its label. */
  readonly aliases: readonly string[];
  /** WGS84 degrees, undefined where not known. */
  readonly lon: number | undefined;
  readonly lat: number | undefined;
  /** Rain of one bucket tip, mm; of what its amounts count, where that is no tip. */
  readonly tipMm: number;
  /** Its usual interval, seconds; undefined where the readings tell. */
  readonly intervalS?: number | undefined;
  /** The most mm a minute that is believed of it; undefined where the run's limit holds. */
  readonly maxMmPerMin?: number | undefined;
  /** The formats of its raw files, as the gauges table names them. */
  readonly format?: string | undefined;
  /** What its amounts count; default: tips. */
  readonly unit?: AmountUnit | undefined;
  /** Names of other gauges of the table that differ from one of its own by case alone: labels that are not its. */
  readonly rivals?: readonly string[];
}

/** Tip depth unless the gauges table says otherwise, mm. */
export const DEFAULT_TIP_MM = 0.2;

/** The most rain that is believed, mm a minute of a reading's interval, unless the run or the gauges table says otherwise. */
export const DEFAULT_MAX_MM_PER_MIN = 40;

/** The gauges wanted where neither `--gauge` nor a gauges table says which. */
export const DEFAULT_GAUGES = ['Hydropolis', 'Polytech'] as const;

/** `mm = a·r² + b·r + c` with `r = tips × tipMm`, and 0 for 0 tips. */
export interface Curve {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly tipMm: number;
}

/** A gauge that this run is about, with its calibration. */
export interface WantedGauge extends Gauge {
  readonly curve: Curve;
}

/** How much rain is believed of a gauge. */
export interface RainLimit {
  /** mm a minute of a reading's interval. */
  readonly maxMmPerMin: number;
  /** Its usual interval, seconds: where a reading's own cannot be told. */
  readonly intervalS: number | undefined;
}

/** The limit of a gauge: one without its own has that of the run. */
export function limitOf({ maxMmPerMin, intervalS }: Gauge, ofRunMmPerMin: number = DEFAULT_MAX_MM_PER_MIN): RainLimit {
  return { maxMmPerMin: maxMmPerMin ?? ofRunMmPerMin, intervalS };
}

/** The limits of gauges by name. */
export function limitsOf(gauges: readonly Gauge[]): Map<string, RainLimit> {
  return new Map(gauges.map((gauge) => [gauge.name, limitOf(gauge)]));
}

/** A gauge that no table describes: its folder and its label are its name. */
export function plainGauge(name: string): Gauge {
  return { name, folder: name, aliases: [], lon: undefined, lat: undefined, tipMm: DEFAULT_TIP_MM };
}

/** Every spelling a gauge is known by, its own name first, without repetitions. */
export function namesOf(gauge: Gauge): string[] {
  return [...new Set([gauge.name, gauge.folder, ...gauge.aliases])];
}

/** Which gauge of several a name means, as names are compared (`NameIndex`). */
export function indexNames<G extends Gauge>(gauges: readonly G[]): NameIndex<G> {
  const index = new NameIndex<G>();
  for (const gauge of gauges) for (const name of namesOf(gauge)) index.add(name, gauge);
  for (const { rivals } of gauges) for (const name of rivals ?? []) index.add(name, undefined);
  return index;
}

/** Which wanted gauge a folder or a label stands for: folders to the letter, but for their Unicode form, labels as names are compared. */
export interface GaugeIndex<G extends Gauge = Gauge> {
  readonly byName: ReadonlyMap<string, G>;
  readonly byFolder: Pick<ReadonlyMap<string, G>, 'get' | 'has'>;
  readonly byLabel: { readonly get: (label: string) => G | undefined };
  /** Gauges that are known and not wanted, by label: what is theirs is no other's. */
  readonly others: { readonly get: (label: string) => Gauge | undefined };
  /** Whether a folder is that of a gauge, wanted or not. */
  readonly isGaugeFolder: (path: string) => boolean;
}

/** Gauges by their folders: as written, else in Unicode NFC; where two have one, it is the first's. */
class FolderIndex<G extends Gauge> {
  private readonly exact = new Map<string, G>();
  private readonly composed = new Map<string, G>();

  constructor(gauges: readonly G[]) {
    for (const gauge of gauges) {
      const { folder } = gauge;
      const composed = folder.normalize('NFC');
      if (!this.exact.has(folder)) this.exact.set(folder, gauge);
      if (!this.composed.has(composed)) this.composed.set(composed, gauge);
    }
  }

  get(folder: string): G | undefined {
    return this.exact.get(folder) ?? this.composed.get(folder.normalize('NFC'));
  }

  has(folder: string): boolean {
    return this.get(folder) !== undefined;
  }
}

/** Indexes the wanted gauges, and others that are known; where two claim one label, the first configured has it. */
export function indexGauges<G extends Gauge>(gauges: readonly G[], others: readonly Gauge[] = []): GaugeIndex<G> {
  const byFolder = new FolderIndex<G>(gauges);
  const byName = new Map(gauges.map((gauge) => [gauge.name, gauge]));
  const folders = new FolderIndex<Gauge>([...gauges, ...others]);
  return {
    byName,
    byFolder,
    byLabel: indexNames(gauges),
    others: indexNames(others),
    isGaugeFolder: (path) => folders.has(path),
  };
}
