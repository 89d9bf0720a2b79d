import { parseDateTime, yearStartS } from '../../../../domain/time/time.js';
import type { FlaggedTime } from '../../../../formats/format.js';
import { maskOf } from '../../../../products/flags-table.js';
import type { OutputPlaces } from '../../../context.js';
import { readPublished } from '../../published-file.js';
import { gaugeSet } from '../table-sets.js';

/** What published flags say of a gauge's year from level 1 on, and of the moment that it begins with, which the year before tells. */
export async function flaggedTimes(gauge: string, year: number, places: OutputPlaces): Promise<FlaggedTime[]> {
  const before = await flagged(gauge, year - 1, places);
  const startS = yearStartS(year);
  return [...before.filter(({ endS }) => endS === startS), ...(await flagged(gauge, year, places))];
}

async function flagged(gauge: string, year: number, { out, target }: OutputPlaces): Promise<FlaggedTime[]> {
  const set = gaugeSet(gauge, year);
  const bytes = await readPublished(`${set.folder}/${set.fileName('flags')}.csv`, out, target);
  const [, ...rows] = Buffer.from(bytes ?? [])
    .toString('utf8')
    .split('\n');
  return rows.flatMap((row) => {
    const [start = '', end = '', test = '', level] = row.split(',');
    const [startS, endS] = [parseDateTime(start), parseDateTime(end)];
    if (!(Number(level) > 0) || startS === undefined || endS === undefined) return [];
    return [{ startS, endS, mask: maskOf(test) }];
  });
}
