import { yearPath } from '../../domain/paths.js';
import { readLocalManifest, tryRead } from '../publish/commit.js';
import type { GaugesWanted, OutputPlaces, Reporting } from '../context.js';

/**
 * Tells of published readings from times in which a gauge has no folder, by the gauges table of today: they came in before the table said
 * so, and stay. Nobody knows any more which of them came from the folder that is another gauge's now.
 */
export function tellUnowned({ gauges, out, report }: GaugesWanted & Pick<OutputPlaces, 'out'> & Reporting): void {
  for (const { name, folders } of gauges) {
    if (!folders) continue;
    const [fromS, untilS] = [folders[0]!.fromS, Math.max(...folders.map((one) => one.untilS))];
    for (const year of out.names(name).filter((entry) => /^\d{4}$/.test(entry))) {
      const manifest = tryRead(() => readLocalManifest(out, yearPath(name, Number(year), 'manifest')));
      if (!manifest || manifest.firstS === null || manifest.lastS === null) continue;
      if (manifest.firstS < fromS)
        report({ type: 'readings-unowned', gauge: name, year: Number(year), when: 'before', atS: fromS });
      if (manifest.lastS >= untilS)
        report({ type: 'readings-unowned', gauge: name, year: Number(year), when: 'from', atS: untilS });
    }
  }
}
