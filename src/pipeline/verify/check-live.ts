import { LIVE_PATHS } from '../../products/cumulative.js';
import { checkFiles, type AwaitedFile } from './check-files.js';
import type { Checked, Flaw, Look, Place, Places } from './flaw.js';

/** Looks at the table of the last hours, in each place as it was noted when it was made or published. */
export async function checkLive(places: Places, look: Look): Promise<Checked> {
  const flaws: Flaw[] = [];
  const [here, there] = places;
  const noted = places.map(({ notedAs }) =>
    Object.values(LIVE_PATHS).flatMap((path): AwaitedFile[] => {
      const note = look.journal.published(notedAs, path);
      return note === undefined || note.sha256 === '' ? [] : [{ path, accepted: [note] }];
    }),
  );
  for (const [i, place] of places.entries()) flaws.push(...(await checkFiles(place, noted[i]!, look)));
  const files = noted.flat();
  const hashOf = (notedAs: Place['notedAs']): string | undefined =>
    look.journal.published(notedAs, LIVE_PATHS.json)?.sha256;
  return {
    part: { kind: 'live' },
    flaws,
    files: files.length,
    sizeBytes: files.reduce((sum, { accepted }) => sum + accepted[0].sizeBytes, 0),
    isBehind: there !== undefined && hashOf(here.notedAs) !== hashOf(there.notedAs),
  };
}
