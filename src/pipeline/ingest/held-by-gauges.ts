import { createHash } from 'node:crypto';
import type { OutputFolder } from '../../domain/storage/output-folder.js';
import { yearPath } from '../../domain/paths.js';
import type { OutputPlaces } from '../context.js';
import type { RawFolder } from './raw-source.js';

interface HeldContext extends Pick<OutputPlaces, 'out'> {
  readonly gauges: readonly { readonly name: string }[];
}

/**
 * What an output folder holds of gauges, as hashes of their manifests. Each gauge is looked at once, and again where it changed:
 * a run with nothing new in thousands of folders does little else.
 */
export class HeldByGauges {
  /** By the gauge's name. */
  private readonly sha256Of = new Map<string, string>();
  private all: string | undefined;

  constructor(private readonly context: HeldContext) {
    this.lookAgain(undefined);
  }

  /** Looks at these gauges once more, or at every one. */
  lookAgain(changed: ReadonlySet<string> | undefined): void {
    for (const { name } of this.context.gauges) {
      if (changed && !changed.has(name)) continue;
      this.sha256Of.set(name, sha256Of([name], this.context.out));
      this.all = undefined;
    }
  }

  /** Stands for all that is held of a folder's gauges; of the root's, which are all, by the hashes of each. */
  by({ gauge }: RawFolder): string {
    if (gauge !== '') return this.sha256Of.get(gauge) ?? sha256Of([], this.context.out);
    if (this.all === undefined) {
      const hash = createHash('sha256');
      for (const [name, sha256] of this.sha256Of) hash.update(`${name} ${sha256}\n`);
      this.all = hash.digest('hex');
    }
    return this.all;
  }

  /** Whether a note tells of what is held; those of older versions are of all manifests for the root. */
  is(noted: string | undefined, folder: RawFolder): boolean {
    if (noted === this.by(folder)) return true;
    return (
      noted !== undefined &&
      folder.gauge === '' &&
      noted ===
        sha256Of(
          this.context.gauges.map(({ name }) => name),
          this.context.out,
        )
    );
  }
}

/** A hash of all manifests of gauges, in their order. */
function sha256Of(gauges: readonly string[], out: OutputFolder): string {
  const hash = createHash('sha256');
  for (const name of gauges)
    for (const year of out.names(name).filter((entry) => /^\d{4}$/.test(entry))) {
      const path = yearPath(name, Number(year), 'manifest');
      hash.update(`${path}\n`).update(out.read(path) ?? '');
    }
  return hash.digest('hex');
}
