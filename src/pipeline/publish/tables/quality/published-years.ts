import type { Manifest } from '../../../../domain/manifest.js';
import { yearFileName, yearPath, type YearFile } from '../../../../domain/paths.js';
import { parseManifest } from '../../../../formats/manifest/manifest-json.js';
import type { OutputPlaces } from '../../../context.js';
import { readPublished } from '../../published-file.js';

/** The manifests of gauges' years, here or on the target, each read once. */
export class PublishedYears {
  private readonly years = new Map<string, Promise<readonly number[]>>();
  private readonly manifests = new Map<string, Promise<Manifest | undefined>>();

  constructor(private readonly places: OutputPlaces) {}

  /** Years of a gauge that are published, ascending. */
  of(gauge: string): Promise<readonly number[]> {
    const known = this.years.get(gauge) ?? this.list(gauge);
    this.years.set(gauge, known);
    return known;
  }

  manifest(gauge: string, year: number): Promise<Manifest | undefined> {
    const key = `${gauge}/${year}`;
    const known = this.manifests.get(key) ?? this.read(gauge, year);
    this.manifests.set(key, known);
    return known;
  }

  /** Hash of a year's file; undefined where no such year is published. */
  async hashOf(gauge: string, year: number, kind: YearFile): Promise<string | undefined> {
    const manifest = await this.manifest(gauge, year);
    return manifest?.files.find(({ name }) => name === yearFileName(gauge, year, kind))?.sha256;
  }

  private async list(gauge: string): Promise<readonly number[]> {
    const { out, target } = this.places;
    // An output folder begun anew has but the years that a run touched: the others lie on the target.
    const names = new Set([...out.names(gauge), ...((await target?.listFolders(gauge)) ?? [])]);
    const years = [...names].filter((name) => /^\d{4}$/.test(name)).map(Number);
    const there: number[] = [];
    for (const year of years.sort((a, b) => a - b)) if (await this.manifest(gauge, year)) there.push(year);
    return there;
  }

  private async read(gauge: string, year: number): Promise<Manifest | undefined> {
    const { out, target } = this.places;
    const path = yearPath(gauge, year, 'manifest');
    const bytes = await readPublished(path, out, target);
    return bytes && parseManifest(bytes, path);
  }
}
