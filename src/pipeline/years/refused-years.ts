import { yearPath } from '../../domain/paths.js';
import type { Reject } from '../../domain/readings/reading.js';
import { yearOf } from '../../domain/time/time.js';
import { stampIn } from '../../raw/network-line/half-line.js';
import { readLocalManifest, tryRead } from '../publish/commit.js';
import type { OutputPlaces } from '../context.js';
import type { PublishedUntil } from '../publish/published-until.js';

/** Years that lines belong to that cannot be used: what is published of them may hold half of such a line as a reading. */
export class RefusedYears {
  private readonly years = new Map<string, { readonly gauge: string; readonly year: number }>();

  constructor(private readonly context: Pick<OutputPlaces, 'out'>) {}

  note(gauge: string, { text }: Pick<Reject, 'text'>): void {
    const stampS = stampIn(text);
    if (stampS === undefined) return;
    const year = yearOf(stampS);
    this.years.set(`${gauge}/${year}`, { gauge, year });
  }

  /** Those with a reading that stands by a line without an end; where that is not known here, those that are published. */
  withHalves(publishedUntilS: PublishedUntil): { readonly gauge: string; readonly year: number }[] {
    const { out } = this.context;
    return [...this.years.values()].filter(({ gauge, year }) => {
      const manifest = tryRead(() => readLocalManifest(out, yearPath(gauge, year, 'manifest')));
      return manifest ? manifest.provisional !== undefined : publishedUntilS(gauge, year) >= 0;
    });
  }
}
