import { halvesIn, saysHalves } from '../../domain/readings/half-reading.js';
import type { Manifest } from '../../domain/manifest.js';
import { calibrationOf, type WantedGauge } from '../../domain/network.js';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { yearPath } from '../../domain/paths.js';
import { arraysOf, BATCH, KEPT, SENT, withColumns } from '../../domain/columns.js';
import type { CalibratedBatch, Reject, Source } from '../../domain/readings/reading.js';
import { calibratorOf } from '../../calibration/calibrator.js';
import { readSeries } from '../../formats/csv/read-series.js';
import { flow } from '../../../streams/highland.js';
import { finish } from '../../../streams/index.js';
import { rowValues } from '../../raw/network-line/half-line.js';
import type { Spill } from '../../../streams/kernels/partition/spill.js';
import { partition } from '../../../streams/partition.js';
import type { PublishedRows } from '../../../streams/settle.js';
import type { OtherCopy } from './base.js';
import { commitYear } from '../publish/commit.js';
import { publishedRefused } from '../books/quarantines.js';
import { stageYear } from '../publish/year-files.js';

export interface UniteOptions {
  readonly out: OutputFolder;
  readonly gauge: WantedGauge;
  readonly year: number;
  /** Manifest of the local copy. */
  readonly base: Manifest;
  readonly other: OtherCopy;
  readonly version: string;
  readonly spill: Spill;
  readonly onConflict: (reject: Reject) => void;
}

const ALL = [...new Set([...KEPT, ...BATCH])];

const NOBODY = { landed: () => undefined, provisional: () => undefined };

/**
 * Unites two copies of a year's raw series that went apart: every reading of the other one that the local one lacks is
 * added to it, and committed; of two readings with one stamp the local one stays and the other goes to quarantine. Lines
 * without an end are in both what they were when they were received: a whole line of the one takes the place of half of it in
 * the other. Gives the manifest of the local copy afterwards. Where the other copy has nothing more, nothing changes.
 */
export async function unite(options: UniteOptions): Promise<Manifest> {
  const { out, gauge, year, base, other, spill } = options;
  const curves = new Map([[gauge.name, calibrationOf(gauge)]]);
  const path = yearPath(gauge.name, year, 'concatenated');
  const published = (): Iterable<PublishedRows> => readSeries(out.pieces(path), path);
  let manifest = base;
  const logs = flow(batchesOf(options), partition({ spill, audit: NOBODY }));
  for await (const matrix of flow(
    logs,
    finish({
      spill,
      published,
      curves,
      halves: halvesIn(base),
      refused: (name, stampsS) => publishedRefused(out, name, stampsS),
    }),
  )) {
    for (const conflict of matrix.conflicts()) options.onConflict(conflict);
    if (matrix.tally.kept === 0 && !matrix.replaced && saysHalves(base, matrix.provisional)) continue;
    manifest = await stageYear(matrix, { gauge, version: options.version, base }, out);
    commitYear(out, manifest);
  }
  out.remove(other.path);
  return manifest;
}

/** The other copy's readings as batches, each with a line of its own that a conflict would show. */
async function* batchesOf({ out, other, gauge, year }: UniteOptions): AsyncGenerator<CalibratedBatch, void, undefined> {
  await Promise.resolve();
  const source: Source = { name: yearPath(gauge.name, year, 'concatenated'), folder: gauge.folder };
  const toRain = calibratorOf(calibrationOf(gauge));
  const halves = new Map(Array.from(halvesIn(other.manifest), (half) => [half.stampS, half]));
  let firstLine = 2;
  for (const part of readSeries(out.pieces(other.path), other.path)) {
    const { count, timeS, tips, wind, battery } = part;
    const offset = new Uint32Array(count);
    const provisional: number[] = [];
    let text = '';
    let bytes = 0;
    for (let i = 0; i < count; i++) {
      offset[i] = bytes;
      const half = halves.get(timeS[i]!);
      if (half) provisional.push(i);
      const values = half ? (half.fields ?? rowValues(part, i).fields) : [tips[i]!, wind[i]!, battery[i]!];
      const line = `${gauge.name}, ${[timeS[i]!, ...values].join(', ')}\n`;
      bytes += Buffer.byteLength(line);
      text += line;
    }
    const rainMm = new Float64Array(count);
    toRain({ timeS, tips, rainMm }, 0, count);
    const sent = arraysOf(SENT, (name) => part[name].slice(0, count));
    const batch = {
      source,
      count,
      gauge: gauge.name,
      labels: [gauge.name],
      bytes: Buffer.from(text),
      firstLine,
      rejects: [],
      ...(provisional.length > 0 ? { provisional } : {}),
    };
    yield withColumns(batch, ALL, { ...sent, rainMm, label: new Uint16Array(count), offset }, count);
    firstLine += count;
  }
}
