import type { OutputFolder } from '../../../domain/storage/output-folder.js';
import { wetPath } from '../../../domain/paths.js';
import type { WetReadings } from '../../../formats/csv/read-treated.js';
import { wetBytes } from '../../../formats/csv/wet-file.js';

/** Keeps a year's wet readings beside the journal, for whoever finds the treated series to be the one with this hash. */
export function keepWet(
  out: OutputFolder,
  { gauge, year }: { readonly gauge: string; readonly year: number },
  wet: WetReadings,
  sha256: string,
): void {
  const path = wetPath(gauge, year);
  const staged = out.stage(path);
  staged.write(wetBytes(wet, sha256));
  staged.finish();
  out.commit(path);
}

/** Whether wet readings are kept of a year: they are where tables are made of them. */
export function isWetKept(out: OutputFolder, gauge: string, year: number): boolean {
  return out.sizeBytes(wetPath(gauge, year)) !== undefined;
}
