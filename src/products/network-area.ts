import { coverageCell, type Cell } from '../analyses/tables.js';
import { roundRain } from '../analyses/series/series.js';
import { Thiessen } from '../analyses/thiessen.js';
import type { NetworkSite } from './product.js';

/** Weights of gauges, of which some are there. */
interface Weigher {
  readonly all: readonly number[];
  readonly of: (isThere: (gauge: number) => boolean) => readonly number[];
}

/** Thiessen weights; where no gauge has coordinates, each weighs the same. */
export function weigher(sites: readonly Pick<NetworkSite, 'site'>[]): Weigher {
  const thiessen = new Thiessen(sites.map(({ site }) => site));
  const equal: Weigher['of'] = (isThere) => {
    const there = sites.map((_, g) => isThere(g));
    const count = there.filter(Boolean).length;
    return there.map((is) => (is ? 1 / count : 0));
  };
  const of = sites.some(({ site }) => site) ? thiessen.weights.bind(thiessen) : equal;
  return { all: of(() => true), of };
}

interface Areal {
  /** mm over the area; NaN where no gauge with a weight observed. */
  readonly meanMm: number;
  /** The part of the area whose gauges observed, 0 to 1. */
  readonly coverage: number;
  readonly maxMm: number;
  readonly maxGauge: number;
  readonly gauges: number;
}

/** Rain over the network's area from that of its gauges; NaN is not observed. */
export function areal(depthsMm: Float64Array, { all, of }: Weigher): Areal {
  const now = depthsMm.some(Number.isNaN) ? of((g) => !Number.isNaN(depthsMm[g]!)) : all;
  let [sum, weight, coverage, gauges, maxGauge] = [0, 0, 0, 0, -1];
  for (let g = 0; g < depthsMm.length; g++) {
    const mm = depthsMm[g]!;
    if (Number.isNaN(mm)) continue;
    gauges++;
    sum += now[g]! * mm;
    weight += now[g]!;
    coverage += all[g]!;
    if (maxGauge < 0 || mm > depthsMm[maxGauge]!) maxGauge = g;
  }
  const meanMm = weight > 0 ? roundRain(sum) : NaN;
  return { meanMm, coverage, gauges, maxGauge, maxMm: maxGauge < 0 ? NaN : depthsMm[maxGauge]! };
}

/** Columns of rain over the area. */
export const AREAL_HEADER = ['Mean', 'Coverage', 'Max', 'Max_gauge', 'Gauges'];

export function arealCells(
  { meanMm, coverage, maxMm, maxGauge, gauges }: Areal,
  sites: readonly NetworkSite[],
): Cell[] {
  return [meanMm, coverageCell(coverage), maxMm, sites[maxGauge]?.gauge ?? 'na', gauges];
}
