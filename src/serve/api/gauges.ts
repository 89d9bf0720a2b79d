import { z } from 'zod';
import { formatDateTime } from '../../domain/time/time.js';
import type { PublishedGauge } from '../read/catalogue.js';
import { endpoint, networkKey } from './shared/endpoint.js';
import { geoJson } from './shared/geojson.js';

/** `/gauges`: what is published, and where it stands. */
export const gauges = endpoint({
  path: '/gauges',
  summary: 'The gauges that are published: place, first and last reading, years',
  forms: ['json', 'csv', 'geojson'],
  query: z.strictObject({}),
  key: networkKey,
  answer: (_query, { catalogue }) => {
    const all = [...catalogue.current.gauges.values()].map(described);
    return {
      json: () => ({ last_reading: catalogue.current.lastS ?? null, gauges: all }),
      csv: () => ({
        header: ['gauge', 'lon', 'lat', 'first_reading', 'last_reading', 'years'],
        rows: all.map((one) => [
          one.gauge,
          one.lon,
          one.lat,
          ...[one.first_reading, one.last_reading].map((timeS) => (timeS === null ? null : formatDateTime(timeS))),
          one.years.map(({ year }) => year).join(' '),
        ]),
      }),
      geojson: () => geoJson(all.map((one) => ({ lon: one.lon, lat: one.lat, properties: one }))),
    };
  },
});

function described({ name, place, years, firstS, lastS }: PublishedGauge) {
  return {
    gauge: name,
    lon: place.lon ?? null,
    lat: place.lat ?? null,
    first_reading: firstS ?? null,
    last_reading: lastS ?? null,
    years: years.map(({ year, manifest }) => ({
      year,
      readings: manifest.readings,
      rain_mm: manifest.rainMm,
      wet_minutes: manifest.wetMinutes,
      interval_s: manifest.interval?.usualS ?? null,
      calibration: manifest.calibration,
      // Where one curve did not hold for all of it, and when it is not known what fell.
      calibrations: (manifest.tables?.calibration ?? []).map(({ fromS, ...curve }) => ({ from: fromS, ...curve })),
      interventions: (manifest.tables?.interventions ?? []).map(({ kind, startS, endS }) => ({
        kind,
        start: startS,
        end: endS,
      })),
      accounting: manifest.accounting,
      software: manifest.software.version,
      files: manifest.files.map((file) => ({ name: file.name, size_bytes: file.sizeBytes, sha256: file.sha256 })),
    })),
  };
}
