import { gaugeRain, type GaugeRain } from '../../../analyses/gauge-rain.js';
import { wetPath, yearFileName, yearPath } from '../../../domain/paths.js';
import { parseManifest } from '../../../formats/manifest/manifest-json.js';
import { readCoverage } from '../../../formats/csv/read-coverage.js';
import { readWetReadings, type WetReadings } from '../../../formats/csv/read-treated.js';
import { readWetBytes } from '../../../formats/csv/wet-file.js';
import type { OutputPlaces } from '../../context.js';
import { fetchWhole, readPublished } from '../published-file.js';
import { keepWet } from './wet-kept.js';

/**
 * A gauge's published rain of a year, as `readGaugeRain` has it, from what was kept of it, or else from the treated series, the
 * target's where it is not here. Undefined where no such year is published.
 */
export async function readYearRain(gauge: string, year: number, places: OutputPlaces): Promise<GaugeRain | undefined> {
  const { out, target } = places;
  const path = yearPath(gauge, year, 'manifest');
  const manifest = await readPublished(path, out, target);
  const coveragePath = yearPath(gauge, year, 'coverage');
  const coverage = manifest && (await readPublished(coveragePath, out, target));
  if (!coverage) return undefined;
  const name = yearFileName(gauge, year, 'treated');
  const sha256 = parseManifest(manifest, path).files.find((file) => file.name === name)?.sha256 ?? '';
  const kept = out.read(wetPath(gauge, year));
  const { timeS, rainMm, count } =
    (kept && readWetBytes(kept, sha256)) ?? (await readAndKeep(gauge, year, sha256, places));
  const runs = readCoverage(coverage, coveragePath);
  return gaugeRain({ timeS: timeS.subarray(0, count), rainMm: rainMm.subarray(0, count) }, runs);
}

async function readAndKeep(
  gauge: string,
  year: number,
  sha256: string,
  { out, target }: OutputPlaces,
): Promise<WetReadings> {
  const path = yearPath(gauge, year, 'treated');
  const isHere = out.sizeBytes(path) !== undefined;
  const pieces = isHere ? out.pieces(path) : [(target && (await fetchWhole(target, path))) ?? new Uint8Array(0)];
  const wet = readWetReadings(pieces, path);
  keepWet(out, { gauge, year }, wet, sha256);
  return wet;
}
