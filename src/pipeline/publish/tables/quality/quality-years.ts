import type { TestStretches } from '../../../../analyses/quality/judging/report.js';
import { yearPath } from '../../../../domain/paths.js';
import type { ByteSink } from '../../../../domain/storage/sink.js';
import { qualifiedSeries } from '../../../../formats/csv/qualified.js';
import type { QualityManifest } from '../../../../formats/manifest/products-manifest.js';
import type { OutputPlaces } from '../../../context.js';
import { fetchWhole } from '../../published-file.js';
import type { WantedSet } from '../table-set.js';
import { ExcludedYears } from './excluded-years.js';
import type { YearFlags } from './year-flags.js';

/** What is published of a gauge's year by what quality tests say of it. */
export interface QualityYear {
  readonly about: QualityManifest;
  /** What the tests say; they are asked once. */
  readonly stretches: () => Promise<readonly TestStretches[]>;
  /** Writes the treated series without the rain that is left out. */
  readonly writeQualified: (write: ByteSink) => Promise<void>;
}

/** Flags and qualified series of gauges' years, which are asked for year by year. */
export class QualityYears {
  private readonly excluded: ExcludedYears;

  constructor(
    private readonly flags: YearFlags,
    private readonly places: OutputPlaces,
  ) {
    this.excluded = new ExcludedYears(flags, places);
  }

  async year(
    gauge: string,
    year: number,
    { set, exclude: level }: Pick<WantedSet, 'set' | 'exclude'>,
  ): Promise<QualityYear> {
    const { flags, excluded } = this;
    const isFirstOut = level !== undefined && (await excluded.isFirstOut(gauge, year, { set, level }));
    const exclude = level === undefined ? {} : { exclude: { level, first: isFirstOut } };
    let said: Promise<readonly TestStretches[]> | undefined;
    const ask = async (): Promise<readonly TestStretches[]> => {
      const tests = await flags.stretches(gauge, year, set);
      excluded.note(gauge, year, tests);
      return tests;
    };
    const stretches = (): Promise<readonly TestStretches[]> => (said ??= ask());
    return {
      about: { ...(await flags.about(gauge, year, set)), ...exclude },
      stretches,
      writeQualified: async (write) => {
        const times = excluded.times(year, await stretches(), { level: level!, isFirstOut });
        const path = yearPath(gauge, year, 'treated');
        for (const part of qualifiedSeries(await this.pieces(path), times, path)) write(part);
      },
    };
  }

  private async pieces(path: string): Promise<Iterable<Uint8Array>> {
    const { out, target } = this.places;
    if (out.sizeBytes(path) !== undefined) return out.pieces(path);
    const bytes = target && (await fetchWhole(target, path));
    return bytes ? [bytes] : [];
  }
}
