import type { Manifest } from '../../domain/manifest.js';
import { PluvioError } from '../../domain/errors.js';
import { formatDateTime } from '../../domain/time/time.js';
import { parseManifest } from '../../formats/manifest/manifest-json.js';
import { parseNetworkManifest, type NetworkManifest } from '../../formats/manifest/network-manifest.js';
import { parseProductsManifest } from '../../formats/manifest/products-manifest.js';
import type { LiveTable } from '../../products/cumulative.js';
import type { TableInspection } from './table-inspection.js';

interface JsonKind {
  readonly kind: string;
  readonly holds: string;
  /** A field that only this kind has. */
  readonly field: string;
  readonly facts: (text: string, file: string) => TableInspection['facts'];
}

/** Every JSON file that pluvio makes. */
const KINDS: readonly JsonKind[] = [
  { kind: 'manifest', holds: 'what a gauge’s year was made of', field: 'gauge', facts: manifestFacts },
  { kind: 'network manifest', holds: 'what the network’s year was made of', field: 'gauges', facts: networkFacts },
  { kind: 'products manifest', holds: 'what tables of rain were made from', field: 'events', facts: productsFacts },
  { kind: 'cumulative', holds: 'rain and coverage of the last hours', field: 'sites', facts: liveFacts },
];

/** What a JSON file of ours says; undefined where it is none. Throws INPUT where it is damaged. */
export function ownJson(text: string, file: string): TableInspection | undefined {
  let fields: string[];
  try {
    fields = Object.keys(JSON.parse(text) as object);
  } catch (cause) {
    throw new PluvioError('INPUT', `Cannot read ${file}: it is no whole JSON file`, { file, cause });
  }
  const kind = KINDS.find(({ field }) => fields.includes(field));
  if (!kind) return undefined;
  try {
    return { format: 'json', kind: kind.kind, holds: kind.holds, facts: kind.facts(text, file) };
  } catch (cause) {
    if (!(cause instanceof PluvioError) || cause.code !== 'DAMAGED') throw cause;
    throw new PluvioError('INPUT', cause.message, { file, cause });
  }
}

function productsFacts(text: string, file: string): TableInspection['facts'] {
  const manifest = parseProductsManifest(Buffer.from(text));
  if (!manifest) throw new PluvioError('DAMAGED', `Cannot read ${file}: it is no manifest of tables`, { file });
  const { gapS, minDepthMm } = manifest.events;
  return {
    'dry gap h': gapS.map((seconds) => seconds / 3600).join(', '),
    'least event mm': minDepthMm,
    files: manifest.files.map(({ name, sizeBytes }) => `${name} (${sizeBytes} bytes)`).join(', '),
    'made by': `pluvio ${manifest.software.version}`,
  };
}

function manifestFacts(text: string, file: string): TableInspection['facts'] {
  const manifest: Manifest = parseManifest(Buffer.from(text), file);
  const { gauge, year, readings, firstS, lastS, wetMinutes, rainMm, calibration, interval, accounting } = manifest;
  const { linesRead, kept, duplicates, conflicts, quarantined } = accounting;
  return {
    gauge,
    year,
    readings,
    first: momentText(firstS),
    last: momentText(lastS),
    'wet minutes': wetMinutes,
    'rain mm': rainMm,
    calibration: calibration
      ? `a=${calibration.a} b=${calibration.b} c=${calibration.c} tip=${calibration.tipMm} mm`
      : 'not said',
    interval: interval ? `${interval.usualS ?? 'na'} s, from the ${interval.from}` : 'not said',
    books: `lines read ${linesRead} = kept ${kept} + duplicates ${duplicates} + conflicts ${conflicts} + quarantined ${quarantined}`,
    files: manifest.files.map(({ name, sizeBytes }) => `${name} (${sizeBytes} bytes)`).join(', '),
    'made by': `pluvio ${manifest.software.version}${manifest.converted ? ' convert' : ''}`,
  };
}

function networkFacts(text: string, file: string): TableInspection['facts'] {
  const { year, gauges, files }: NetworkManifest = parseNetworkManifest(Buffer.from(text), file);
  return {
    year,
    gauges: gauges.map(({ gauge }) => gauge).join(', '),
    files: files.map(({ name, sizeBytes }) => `${name} (${sizeBytes} bytes)`).join(', '),
  };
}

function liveFacts(text: string): TableInspection['facts'] {
  const { time, last_reading: lastS, sites } = JSON.parse(text) as LiveTable;
  const rain = (window: string): string => sites.map(({ site, rain }) => `${site} ${rain[window] ?? 'na'}`).join(', ');
  return {
    time,
    'last reading': momentText(lastS),
    gauges: sites.length,
    'P1h mm': rain('P1h'),
    'P24h mm': rain('P24h'),
    'P72h mm': rain('P72h'),
  };
}

function momentText(timeS: number | null): string {
  return timeS === null ? 'none' : formatDateTime(timeS);
}
