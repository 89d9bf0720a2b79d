import type { Store } from '../../domain/storage/store.js';
import { readSeries } from '../../formats/csv/read-series.js';
import type { ByteCache } from './byte-cache.js';
import type { PublishedGauge, PublishedYear } from './catalogue.js';
import { Kept } from './kept.js';
import { readYearFile } from './year-file.js';

/** A value for some stamps, in time order; both columns have the same shape. */
export interface Column {
  /** Unix seconds. */
  readonly timeS: Uint32Array;
  readonly values: Uint16Array | Uint32Array | Float32Array | Float64Array;
}

/** A gauge's readings of a year as they were received. */
export interface YearReadings {
  readonly tips: Column;
  /** Volts; only the readings that tell them. */
  readonly battery: Column;
}

/** Volts with so many decimals stand in four bytes and come back as they were. */
const VOLT_DECIMALS = 1e4;

/** Reads the series as received, and keeps years while there is room; memory: 10 bytes a reading, 22 at most. */
export class ReadingsReader {
  private readonly kept: Kept;

  constructor(
    private readonly store: Store,
    cache: ByteCache,
  ) {
    this.kept = new Kept(cache);
  }

  /** A gauge's year. Throws STORE_TRUNCATED where it is not whole at this moment. */
  year({ name }: PublishedGauge, year: PublishedYear): Promise<YearReadings> {
    return this.kept.get(`readings ${name} ${year.year} ${year.key}`, () => this.read(name, year), sizeBytesOf);
  }

  private async read(gauge: string, year: PublishedYear): Promise<YearReadings> {
    const { path, bytes } = await readYearFile(this.store, gauge, year, 'concatenated');
    const { readings } = year.manifest;
    const timeS = new Uint32Array(readings);
    const tips = new Uint32Array(readings);
    const volts = new Float64Array(readings);
    let at = 0;
    for (const rows of readSeries([bytes], path)) {
      // A manifest that counts fewer is of other readings than its own files: what it says holds.
      const count = Math.min(rows.count, readings - at);
      timeS.set(rows.timeS.subarray(0, count), at);
      tips.set(rows.tips.subarray(0, count), at);
      volts.set(rows.battery.subarray(0, count), at);
      at += count;
    }
    const stamps = timeS.subarray(0, at);
    return {
      tips: { timeS: stamps, values: narrow(tips.subarray(0, at)) },
      battery: known(stamps, volts.subarray(0, at)),
    };
  }
}

function narrow(counts: Uint32Array): Uint16Array | Uint32Array {
  return counts.every((count) => count < 65_536) ? Uint16Array.from(counts) : counts;
}

/** The values that are known, as narrow as they come back the same. */
function known(timeS: Uint32Array, volts: Float64Array): Column {
  const isKnown = volts.every((value) => value === value);
  const stamps = isKnown ? timeS : timeS.filter((_, i) => volts[i] === volts[i]);
  const values = isKnown ? volts : volts.filter((value) => value === value);
  const small = Float32Array.from(values);
  return { timeS: stamps, values: values.every((value, i) => voltsOf(small[i]!) === value) ? small : values.slice() };
}

/** Volts as they were written, of those that stand in four bytes. */
export function voltsOf(value: number): number {
  return Math.round(value * VOLT_DECIMALS) / VOLT_DECIMALS;
}

function sizeBytesOf({ tips, battery }: YearReadings): number {
  const own = battery.timeS === tips.timeS ? 0 : battery.timeS.byteLength;
  return 1000 + tips.timeS.byteLength + tips.values.byteLength + own + battery.values.byteLength;
}
