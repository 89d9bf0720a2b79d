import type { FtpEntry, FtpStat } from './backend.js';

const HALF_YEAR_S = 15_552_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** How one entry stands in a listing, without the line end. */
export type EntryFormat = (entry: FtpEntry, nowS: number) => string;

/** A line in the style of `ls -l`, in UTC: the clock for the last half year, the year for what is older or ahead. */
export const unixLine: EntryFormat = (entry, nowS) => {
  const date = new Date(entry.modifiedS * 1000);
  const ageS = nowS - entry.modifiedS;
  const clock = date.toISOString().slice(11, 16);
  const when = ageS >= 0 && ageS < HALF_YEAR_S ? clock : ` ${date.getUTCFullYear()}`;
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const mode = entry.kind === 'folder' ? 'drwxr-xr-x' : '-rw-r--r--';
  const size = String(entry.sizeBytes).padStart(12, ' ');
  return `${mode}   1 ftp      ftp      ${size} ${MONTHS[date.getUTCMonth()]!} ${day} ${when} ${entry.name}`;
};

/** `type=file;size=5;modify=20230301000400;` (RFC 3659, 7.5), in UTC. */
export function facts({ kind, sizeBytes, modifiedS }: FtpStat): string {
  return `type=${kind === 'folder' ? 'dir' : 'file'};size=${sizeBytes};modify=${formatStamp(modifiedS)};`;
}

/** The same with its date in a zone that is so far ahead. */
export function later<T extends FtpStat>(stat: T, aheadS: number): T {
  return { ...stat, modifiedS: stat.modifiedS + aheadS };
}

export const factLine: EntryFormat = (entry) => `${facts(entry)} ${entry.name}`;

export const nameLine: EntryFormat = (entry) => entry.name;

/** `YYYYMMDDHHMMSS` in UTC. */
export function formatStamp(timeS: number): string {
  return new Date(timeS * 1000).toISOString().slice(0, 19).replace(/[-T:]/g, '');
}

/** Unix seconds of `YYYYMMDDHHMMSS` in UTC; `undefined` where it is no such date. */
export function parseStamp(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1);
  const timeMs = Date.parse(`${year!}-${month!}-${day!}T${hour!}:${minute!}:${second!}Z`);
  return Number.isNaN(timeMs) ? undefined : timeMs / 1000;
}
