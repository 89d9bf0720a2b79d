import type { FolderOwner, Gauge, GaugeIndex } from '../../../src/domain/network.js';
import { placeAt, validAt } from '../../../src/domain/history/rain-history.js';
import { column, type ReadingBatch, type Reject } from '../../../src/domain/readings/reading.js';
import type { RowPicker } from './row-picker.js';

/** A part of a batch that was one gauge's when it was stamped, or nobody's. */
export interface OwnedPart {
  readonly owner: Gauge | undefined;
  readonly batch: ReadingBatch;
}

/**
 * Parts a batch of a folder that had several owners by the stamps of its rows, in the order of the owners. A line that could not be used goes to the
 * owner of the time at which it stands, where that can be told, else to the last one.
 */
export function partsByOwner(batch: ReadingBatch, owners: readonly FolderOwner[], picker: RowPicker): OwnedPart[] {
  const only = soleOwner(batch, owners);
  if (only) return [{ owner: only.gauge, batch }];
  const gauges = [...new Set(owners.map(({ gauge }) => gauge))];
  const code = new Uint16Array(batch.count);
  const timeS = batch.timeS.data;
  for (let row = 0; row < batch.count; row++) code[row] = gauges.indexOf(validAt(owners, timeS[row]!).gauge);
  const ownerOf = ({ afterS }: Reject): Gauge | undefined =>
    (afterS === undefined ? owners.at(-1)! : validAt(owners, afterS)).gauge;
  const parts = gauges.map((owner, i) => {
    const picked = picker.pick(
      batch,
      code,
      Uint8Array.from(gauges, (_, k) => (k === i ? 1 : 0)),
    );
    return {
      owner,
      batch: {
        ...picked,
        labelsTell: batch.labelsTell,
        rejects: batch.rejects.filter((reject) => ownerOf(reject) === owner),
      },
    };
  });
  batch.release?.();
  return parts.filter(({ batch: { count, rejects } }) => count + rejects.length > 0);
}

/** The owner of every row of a batch that has no rejects, as nearly always: its columns need not be copied then. */
function soleOwner({ count, timeS, rejects }: ReadingBatch, owners: readonly FolderOwner[]): FolderOwner | undefined {
  if (count === 0 || rejects.length > 0) return undefined;
  const place = placeAt(owners, timeS.data[0]!);
  const [fromS, untilS] = [owners[place]!.fromS, owners[place + 1]?.fromS ?? Infinity];
  for (let row = 1; row < count; row++) if (timeS.data[row]! < fromS || timeS.data[row]! >= untilS) return undefined;
  return owners[place];
}

/**
 * The labels of a batch, one more for each owner that a label of a folder's name had, and whose each of them is. Where no
 * label is such a name, the batch is as it was.
 */
export function labelsByOwner(
  batch: ReadingBatch,
  { byLabel, ownersOf }: GaugeIndex,
): { readonly batch: ReadingBatch; readonly owners: readonly (Gauge | undefined)[] } {
  const { labels, count, timeS } = batch;
  const dated = labels.map((label) => ownersOf(label));
  const owners: (Gauge | undefined)[] = labels.map((label) => byLabel.get(label));
  if (dated.every((one) => one === undefined)) return { batch, owners };
  const names = [...labels];
  const codes = batch.label.data.slice();
  const places = new Map<string, number>();
  for (let row = 0; row < count; row++) {
    const code = codes[row]!;
    const all = dated[code];
    if (!all) continue;
    const owner = validAt(all, timeS.data[row]!).gauge;
    const key = `${code}/${owner?.name ?? ''}`;
    let place = places.get(key);
    if (place === undefined) {
      place = names.length;
      places.set(key, place);
      names.push(labels[code]!);
      owners.push(owner);
    }
    codes[row] = place;
  }
  return { batch: { ...batch, labels: names, label: column(codes, count) }, owners };
}
