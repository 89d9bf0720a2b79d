import type { YearInfo } from './api.js';

export interface PublishedFile {
  readonly href: string;
  /** `treated.csv`, `sparse.mtx`. */
  readonly kind: string;
  readonly size_bytes: number;
}

/** The published files of a gauge's year that can be had from here. */
export function filesOf(gauge: string, { year, files }: YearInfo): PublishedFile[] {
  return files
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, size_bytes }) => ({
      href: `api/v1/files/${encodeURIComponent(gauge)}/${year}/${encodeURIComponent(name)}`,
      kind: name.replace(`${gauge}_`, '').replace(`_${year}`, ''),
      size_bytes,
    }));
}
