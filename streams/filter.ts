import type { Audit } from '../src/domain/readings/audit.js';
import type { Gauge, GaugeIndex } from '../src/domain/network.js';
import type { GaugeBatch, ReadingBatch, Reject, RejectReason, Source } from '../src/domain/readings/reading.js';
import { expand, type Stage } from './highland.js';
import { ofGauge } from './kernels/filter/batches.js';
import { labelsByOwner, partsByOwner } from './kernels/filter/dated-owners.js';
import { Origins } from './kernels/filter/origins.js';
import { RisingTips } from './kernels/filter/rising-tips.js';
import { isWanted, misplacedRows, namedAfter, ownerOfReject, type Misplaced } from './kernels/filter/misplaced.js';
import { RowPicker } from './kernels/filter/row-picker.js';

export interface FilterOptions {
  /** The wanted gauges. */
  readonly index: GaugeIndex;
  readonly audit: Audit;
}

/**
 * Readings → readings of the wanted gauges. In: batches of any labels; out: batches of one gauge each, in the order
 * received, without rejects. The folder names the gauge, save where a file is
 * named after another wanted one and labelled so; without a folder the label does, through aliases. What does
 * not flow on is told to the audit: lines of other gauges, rejects, foreign labels; and tips that look like a counter's.
 * Memory: one batch.
 */
export function filter(options: FilterOptions): Stage<ReadingBatch, GaugeBatch> {
  const picker = new RowPicker();
  const rising = new RisingTips((gauge, source) => options.audit.risingTips?.(gauge, source));
  return expand((batch) => {
    if (batch.hasUnread) options.audit.hasUnread?.(batch.source);
    const batches =
      batch.source.folder === undefined ? byLabel(batch, options, picker) : byFolders(batch, options, picker);
    for (const one of batches) rising.see(one.gauge, one);
    return batches;
  });
}

/** A batch of sources that lie in folders: by folder, where they lie in several. */
function byFolders(batch: ReadingBatch, options: FilterOptions, picker: RowPicker): GaugeBatch[] {
  const folder = batch.source.folder!;
  const { later, rejects } = batch;
  if (!later || later.every(({ source }) => source.folder === folder)) return byFolder(batch, folder, options, picker);
  const { folders, code } = foldersOf(batch);
  const batches = folders.flatMap((other, i) => {
    const picked = picker.pick(
      batch,
      code,
      Uint8Array.from(folders, (_, k) => (k === i ? 1 : 0)),
    );
    const own = { ...picked, rejects: rejects.filter(({ source }) => source.folder === other) };
    return byFolder(own, other, options, picker);
  });
  batch.release?.();
  return batches;
}

/** The folders of a batch's sources, and for each row which of them it is of. */
function foldersOf(batch: ReadingBatch): { folders: string[]; code: Uint16Array } {
  const folders = [
    ...new Set([batch.source, ...batch.later!.map(({ source }) => source)].map(({ folder }) => folder!)),
  ];
  const code = new Uint16Array(batch.count);
  const origins = new Origins(batch);
  for (let row = 0; row < batch.count;) {
    const end = origins.endOf(row, batch.count);
    code.fill(folders.indexOf(origins.source.folder!), row, end);
    row = end;
  }
  return { folders, code };
}

function byFolder(
  batch: ReadingBatch,
  folder: string,
  { index, audit }: FilterOptions,
  picker: RowPicker,
): GaugeBatch[] {
  const owners = index.ownersOf(folder);
  if (!owners) return ofOwner(batch, { gauge: index.byFolder.get(folder), called: folder }, { index, audit }, picker);
  return partsByOwner(batch, owners, picker).flatMap(({ owner, batch: part }) => {
    const gauge = owner && index.byName.get(owner.name);
    return ofOwner(part, { gauge, called: owner?.name ?? folder }, { index, audit }, picker);
  });
}

/** What of a batch of a folder flows on, of the wanted gauge that it is, or was then; `called`: what names it where that is not wanted. */
function ofOwner(
  batch: ReadingBatch,
  { gauge, called }: { readonly gauge: Gauge | undefined; readonly called: string },
  { index, audit }: FilterOptions,
  picker: RowPicker,
): GaugeBatch[] {
  if (!gauge) {
    const lines = batch.count + batch.rejects.length;
    if (lines > 0) audit.read(undefined, lines);
    if (lines > 0) audit.filteredOut(called, lines, sourcesIn(batch, batch.source.folder!));
    batch.release?.();
    return [];
  }
  for (const reject of batch.rejects) {
    const owner = ownerOfReject(reject, gauge, index);
    audit.read(isWanted(owner, index) ? owner.name : undefined, 1);
    if (isWanted(owner, index)) audit.rejected(owner.name, reject);
    else audit.filteredOut(owner.name, 1, [reject.source]);
  }
  const misplaced = misplacedRows(batch, gauge, index);
  reportForeignLabels(batch, gauge, { index, audit }, misplaced);
  if (batch.count === 0) return [];
  if (!misplaced) {
    audit.read(gauge.name, batch.count);
    return [ofGauge(batch, gauge.name)];
  }
  const { gauges, code } = misplaced;
  const batches = gauges.flatMap((owner, place) => {
    const picked = picker.pick(
      batch,
      code,
      Uint8Array.from(gauges, (_, i) => (i === place ? 1 : 0)),
    );
    if (picked.count === 0) return [];
    audit.read(isWanted(owner, index) ? owner.name : undefined, picked.count);
    if (!isWanted(owner, index)) {
      audit.filteredOut(owner.name, picked.count, sourcesOfRows(picked));
      return [];
    }
    return [ofGauge(picked, owner.name)];
  });
  batch.release?.();
  return batches;
}

function reportForeignLabels(
  batch: ReadingBatch,
  gauge: Gauge,
  { index, audit }: FilterOptions,
  misplaced: Misplaced | undefined,
): void {
  const isOwn = (label: string): boolean => index.byLabel.get(label) === gauge || index.ownersOf(label) !== undefined;
  if (batch.labels.every((label) => label === gauge.name || isOwn(label))) return;
  const counts = rowsPerLabel(batch);
  batch.labels.forEach((label, code) => {
    if (counts[code]! === 0 || isOwn(label)) return;
    if (!isNameLike(label)) audit.strangeLabel?.(sourcesOf(code, batch));
    const other = index.others.get(label);
    if (other && misplaced?.gauges.includes(other)) return;
    const told = batch.labelsTell ? index.byLabel.get(label) : undefined;
    if (told && misplaced?.gauges.includes(told)) return;
    const source = firstSourceOf(code, batch);
    const owner = misplaced && namedAfter(source, index);
    const isTaken = owner !== undefined && owner === index.byLabel.get(label);
    audit.foreignLabel(isTaken ? owner.name : gauge.name, label, source, counts[code]!);
  });
}

/** The sources of a batch that lie in a folder. */
function* sourcesIn({ source, later }: ReadingBatch, folder: string): Generator<Source> {
  if (source.folder === folder) yield source;
  for (const other of later ?? []) if (other.source.folder === folder) yield other.source;
}

/** The sources of a batch that have a row in it. */
function* sourcesOfRows(batch: ReadingBatch): Generator<Source> {
  const origins = new Origins(batch);
  for (let row = 0; row < batch.count; row = origins.endOf(row, batch.count)) {
    origins.reach(row);
    yield origins.source;
  }
}

/** The sources of the rows with a label. */
function* sourcesOf(code: number, batch: ReadingBatch): Generator<Source> {
  const origins = new Origins(batch);
  const label = batch.label.data.subarray(0, batch.count);
  for (let row = label.indexOf(code); row >= 0;) {
    origins.reach(row);
    yield origins.source;
    row = label.indexOf(code, origins.endOf(row, batch.count));
  }
}

/** The source of the first row with a label. */
function firstSourceOf(code: number, batch: ReadingBatch): Source {
  const origins = new Origins(batch);
  origins.reach(batch.label.data.subarray(0, batch.count).indexOf(code));
  return origins.source;
}

function byLabel(batch: ReadingBatch, { index, audit }: FilterOptions, picker: RowPicker): GaugeBatch[] {
  for (const reject of batch.rejects) rejectByLabel(reject, index, audit);
  const { batch: told, owners } = labelsByOwner(batch, index);
  const gaugeOfLabel = owners.map((owner) => (owner && index.byName.has(owner.name) ? owner.name : undefined));
  return byOwner(told, gaugeOfLabel, audit, picker);
}

/** A batch without folders, with the wanted gauge of each of its labels. */
function byOwner(
  batch: ReadingBatch,
  gaugeOfLabel: readonly (string | undefined)[],
  audit: Audit,
  picker: RowPicker,
): GaugeBatch[] {
  rowsPerLabel(batch).forEach((rows, code) => {
    audit.read(gaugeOfLabel[code], rows);
    if (rows > 0 && gaugeOfLabel[code] === undefined)
      audit.filteredOut(batch.labels[code]!, rows, sourcesOf(code, batch));
  });
  const gauges = [...new Set(gaugeOfLabel)].filter((gauge) => gauge !== undefined);
  if (gaugeOfLabel.every((gauge) => gauge === gaugeOfLabel[0])) {
    if (gauges[0] !== undefined) return [ofGauge(batch, gauges[0])];
    batch.release?.();
    return [];
  }
  const picked = gauges.map((gauge) => {
    const isWanted = Uint8Array.from(gaugeOfLabel, (other) => (other === gauge ? 1 : 0));
    return ofGauge(picker.pick(batch, batch.label.data, isWanted), gauge);
  });
  batch.release?.();
  return picked;
}

/** Characters of a gauge's name. */
const LONGEST_NAME = 32;
const STAMP_INSIDE = /\d{9}/;

/** Reasons of lines whose first field may be anything but a label: they are kept even if it names no wanted gauge. */
const WITHOUT_LABEL: ReadonlySet<RejectReason> = new Set([
  'header',
  'nul-bytes',
  'delimiters-mixed',
  'quote-not-closed',
]);

function rejectByLabel(reject: Reject, index: GaugeIndex, audit: Audit): void {
  const gauge = index.byLabel.get(reject.label)?.name;
  audit.read(gauge, 1);
  if (gauge === undefined && isOfAnother(reject)) audit.filteredOut(reject.label, 1, [reject.source]);
  else audit.rejected(gauge, reject);
}

/** Whether a rejected line that no wanted gauge's label begins is another gauge's. */
function isOfAnother({ label, reason }: Reject): boolean {
  return label !== '' && !WITHOUT_LABEL.has(reason);
}

/** Whether a label could be a name at all, and not a piece of a line, or of bytes taken for another encoding. */
function isNameLike(label: string): boolean {
  return label.length <= LONGEST_NAME && !STAMP_INSIDE.test(label);
}

function rowsPerLabel(batch: ReadingBatch): Uint32Array {
  const counts = new Uint32Array(batch.labels.length);
  if (counts.length === 1) counts[0] = batch.count;
  else for (const code of batch.label.data.subarray(0, batch.count)) counts[code]!++;
  return counts;
}
