import { roundMm } from '../../calibration/curve.js';
import { calibrationOf } from '../../domain/network.js';
import { yearPath } from '../../domain/paths.js';
import { readSeries } from '../../formats/csv/read-series.js';
import type { GaugeNames, OutputPlaces } from '../context.js';
import { loadYear } from '../convert/load-year.js';
import { fetchWhole } from '../publish/published-file.js';
import { publishedManifest, type GaugeYear, type ReplayedYear } from './replay-years.js';

/** What a replay of a year would make, from its raw series here, else on the target; nothing is changed. Memory: a year. */
export async function previewYear(
  { gauge, year }: GaugeYear,
  context: GaugeNames & OutputPlaces,
): Promise<ReplayedYear | undefined> {
  const { out, target, index } = context;
  const wanted = index.byName.get(gauge);
  const manifest = await publishedManifest({ gauge, year }, context);
  const path = yearPath(gauge, year, 'concatenated');
  const isHere = out.sizeBytes(path) !== undefined;
  const pieces = isHere ? out.pieces(path) : [(target && (await fetchWhole(target, path))) ?? new Uint8Array(0)];
  if (!wanted || !manifest) return undefined;
  const { rainMm, count } = await loadYear(gauge, year, calibrationOf(wanted), readSeries(pieces, path));
  let [totalMm, unknown] = [0, 0];
  for (const mm of rainMm.data.subarray(0, count))
    if (Number.isNaN(mm)) unknown++;
    else totalMm += mm;
  return {
    ...{ gauge, year, readings: count, unknown },
    ...{ rainMmBefore: manifest.rainMm, rainMmAfter: roundMm(totalMm), why: undefined },
  };
}
