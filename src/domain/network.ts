import type { AmountUnit } from './readings/amount-unit.js';
import { NameIndex, plainName } from './names.js';
import type { Curve } from './history/curve.js';
import type { Calibration, RainHistory, Since } from './history/rain-history.js';

export type { Curve } from './history/curve.js';

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
  /** What it is and where its files lie from each date on, ascending; there where the gauges table has dates for it. */
  readonly rows?: readonly GaugeRow[];
  /** Since when which folders are its, ascending; there where that is not `folder` for all time. */
  readonly folders?: readonly GaugeFolder[];
  /** Make and number of the device, as the gauges table has them. */
  readonly model?: string | undefined;
  readonly serial?: string | undefined;
  /** Names of other gauges of the table that differ from one of its own by case alone: labels that are not its. */
  readonly rivals?: readonly string[];
}

/** A folder that is a gauge's in `[fromS, untilS)`, −∞ and ∞ where that has no end. */
export interface GaugeFolder extends Since {
  readonly folder: string;
  readonly untilS: number;
  /** Whether it is another gauge's at another time: then its name is nobody's. */
  readonly isShared: boolean;
}

/** What the gauges table says of a gauge from a date on; the gauge itself carries what its last row says. */
export interface GaugeRow extends Since, Pick<Gauge, 'folder' | 'tipMm' | 'lon' | 'lat'> {
  readonly intervalS?: number | undefined;
  readonly maxMmPerMin?: number | undefined;
  readonly format?: string | undefined;
  readonly model?: string;
  readonly serial?: string;
  /** 1-based line in the table. */
  readonly line: number;
}

/** Tip depth unless the gauges table says otherwise, mm. */
export const DEFAULT_TIP_MM = 0.2;

/** The most rain that is believed, mm a minute of a reading's interval, unless the run or the gauges table says otherwise. */
export const DEFAULT_MAX_MM_PER_MIN = 40;

/** The gauges wanted where neither `--gauge` nor a gauges table says which. */
export const DEFAULT_GAUGES = ['Hydropolis', 'Polytech'] as const;

/** A gauge that this run is about, with its calibration. */
export interface WantedGauge extends Gauge {
  /** The one of today. */
  readonly curve: Curve;
  /** There where the tables have dates or interventions for it. */
  readonly history?: RainHistory | undefined;
}

/** What a gauge's counts are calibrated by. */
export function calibrationOf({ curve, history }: Pick<WantedGauge, 'curve' | 'history'>): Calibration {
  return history ? { ...curve, history } : curve;
}

/** How much rain is believed of a gauge. */
export interface RainLimit {
  /** mm a minute of a reading's interval. */
  readonly maxMmPerMin: number;
  /** Its usual interval, seconds: where a reading's own cannot be told. */
  readonly intervalS: number | undefined;
  /** Limits by date, ascending, mm a minute: each holds in place of `maxMmPerMin` until the next. */
  readonly dated?: readonly (Since & { readonly maxMmPerMin: number })[];
}

/** The limit of a gauge: one without its own has that of the run. */
export function limitOf(
  { maxMmPerMin, intervalS, rows }: Gauge,
  ofRunMmPerMin: number = DEFAULT_MAX_MM_PER_MIN,
): RainLimit {
  const limit = { maxMmPerMin: maxMmPerMin ?? ofRunMmPerMin, intervalS };
  if (rows === undefined || rows.length < 2) return limit;
  return { ...limit, dated: rows.map((row) => ({ fromS: row.fromS, maxMmPerMin: row.maxMmPerMin ?? ofRunMmPerMin })) };
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
  const own = gauge.folders?.filter(({ isShared }) => !isShared).map(({ folder }) => folder);
  return [...new Set([gauge.name, ...(own ?? [gauge.folder]), ...gauge.aliases])];
}

/** Every folder that is or was a gauge's, the one of today first. */
export function foldersOf({ folder, folders }: Pick<Gauge, 'folder' | 'folders'>): string[] {
  return [...new Set([folder, ...(folders ?? []).map((one) => one.folder)])];
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
  /** Whose a folder, or a label like it, was when; undefined where it is one gauge's for all time, or nobody's. */
  readonly ownersOf: (folder: string) => readonly FolderOwner[] | undefined;
}

/** Whose a folder is from a stamp on, until the next one; nobody's where `gauge` is undefined. */
export interface FolderOwner extends Since {
  readonly gauge: Gauge | undefined;
}

/** Gauges by their folders: as written, else in Unicode NFC; where two have one, it is the first's. */
class FolderIndex<G extends Gauge> {
  private readonly exact = new Map<string, G>();
  private readonly composed = new Map<string, G>();

  constructor(gauges: readonly G[]) {
    for (const gauge of gauges) {
      const isToday = ({ folder, untilS }: GaugeFolder): boolean => folder === gauge.folder && untilS === Infinity;
      if (gauge.folders?.some(isToday) ?? true) this.add(gauge.folder, gauge);
    }
    for (const gauge of gauges) for (const { folder } of gauge.folders ?? []) this.add(folder, gauge);
  }

  get(folder: string): G | undefined {
    return this.exact.get(folder) ?? this.composed.get(folder.normalize('NFC'));
  }

  has(folder: string): boolean {
    return this.get(folder) !== undefined;
  }

  private add(folder: string, gauge: G): void {
    const composed = folder.normalize('NFC');
    if (!this.exact.has(folder)) this.exact.set(folder, gauge);
    if (!this.composed.has(composed)) this.composed.set(composed, gauge);
  }
}

/** Whose folders were when, of those that had several owners or have one since a date. */
function datedOwners(gauges: readonly Gauge[]): Map<string, FolderOwner[]> {
  const owners = new Map<string, { fromS: number; untilS: number; gauge: Gauge }[]>();
  for (const gauge of gauges)
    for (const { folder, fromS, untilS } of gauge.folders ?? []) {
      const key = folder.normalize('NFC');
      const others = owners.get(key);
      if (others) others.push({ fromS, untilS, gauge });
      else owners.set(key, [{ fromS, untilS, gauge }]);
    }
  const dated = new Map<string, FolderOwner[]>();
  for (const [folder, claims] of owners) {
    claims.sort((a, b) => a.fromS - b.fromS);
    const all: FolderOwner[] = claims[0]!.fromS === -Infinity ? [] : [{ fromS: -Infinity, gauge: undefined }];
    for (const [i, { fromS, untilS, gauge }] of claims.entries()) {
      all.push({ fromS, gauge });
      if (untilS < (claims[i + 1]?.fromS ?? Infinity)) all.push({ fromS: untilS, gauge: undefined });
    }
    if (all.length > 1) dated.set(folder, all);
  }
  return dated;
}

/** Indexes the wanted gauges, and others that are known; where two claim one label, the first configured has it. */
export function indexGauges<G extends Gauge>(gauges: readonly G[], others: readonly Gauge[] = []): GaugeIndex<G> {
  const byFolder = new FolderIndex<G>(gauges);
  const byName = new Map(gauges.map((gauge) => [gauge.name, gauge]));
  const folders = new FolderIndex<Gauge>([...gauges, ...others]);
  const dated = datedOwners([...gauges, ...others]);
  return {
    byName,
    byFolder,
    byLabel: indexNames(gauges),
    others: indexNames(others),
    isGaugeFolder: (path) => folders.has(path),
    ownersOf: (folder) =>
      dated.size === 0 ? undefined : (dated.get(folder.normalize('NFC')) ?? dated.get(plainName(folder))),
  };
}
