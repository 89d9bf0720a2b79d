import { gaugeRain, joinYears, type GaugeRain } from '../../analyses/gauge-rain.js';
import { PluvioError } from '../../domain/errors.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { RESERVED_NAMES, yearPath } from '../../domain/paths.js';
import { readCoverage } from '../../formats/csv/read-coverage.js';
import { readWetReadings } from '../../formats/csv/read-treated.js';

/** Gauges of an output folder: those that have a published year. */
export function gaugesIn(out: OutputFolder): string[] {
  return out.names('').filter((name) => !RESERVED_NAMES.includes(name) && yearsOf(out, name).length > 0);
}

/** Years of which a gauge has a treated series, ascending. */
export function yearsOf(out: OutputFolder, gauge: string): number[] {
  const years = out.names(gauge).filter((name) => /^\d{4}$/.test(name));
  return years.map(Number).filter((year) => out.sizeBytes(yearPath(gauge, year, 'treated')) !== undefined);
}

/**
 * A gauge's published rain, its years joined: the wet readings of the treated series, and what the coverage tables say was
 * observed. Throws INPUT where one of the two is missing, DAMAGED where one cannot be read. Memory: 24 bytes a wet reading.
 */
export function readGaugeRain(out: OutputFolder, gauge: string, years: readonly number[]): GaugeRain {
  return joinYears(years.map((year) => readYear(out, gauge, year)));
}

/** A published year's rain, as above. */
export function readYear(out: OutputFolder, gauge: string, year: number): GaugeRain {
  const coveragePath = yearPath(gauge, year, 'coverage');
  const coverage = out.read(coveragePath);
  if (!coverage)
    throw new PluvioError(
      'INPUT',
      `Cannot read ${gauge} ${year}: ${out.name}/${coveragePath} is not there; pluvio update makes it anew`,
      { file: coveragePath, gauge },
    );
  const runs = readCoverage(coverage, coveragePath);
  const treated = yearPath(gauge, year, 'treated');
  return gaugeRain(readWetReadings(out.pieces(treated), `${out.name}/${treated}`), runs);
}
