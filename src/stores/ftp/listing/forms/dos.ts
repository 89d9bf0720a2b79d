import { GAP, lineOf, SIZE, sizeOf, withoutBlanks, type ListingForm } from '../line.js';

const HALF = String.raw`[AaPp]\.?(?:[Mm]\.?)?`;
/** "Morning" and "afternoon" in other writings stand before the time, or behind it. */
const SIGN = String.raw`(?:[\u0080-\u00ff][^ \t\d]*[ \t]*)?`;
const TIME = String.raw`${SIGN}\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ \t]*${HALF}(?=[ \t])|${SIGN})`;
const LINE = new RegExp(
  String.raw`^[ \t]*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\.?${GAP}${TIME}${GAP}(?:<([A-Z]+)>[ \t]+|(${SIZE})[ \t])(.+)$`,
);

/** `03-01-24  12:04AM  2,220 name`, `<DIR>` in place of the size: IIS, and `dir` of Windows. */
export const dosForm: ListingForm = {
  name: 'dos',
  heading: /^ ?(?:Volume |Directory of )|^ +\d+ (?:File|Dir)\(s\)|bytes free$/i,
  parse(line) {
    const match = LINE.exec(line);
    if (!match) return undefined;
    const [, mark, size, name] = match;
    if (mark === undefined) return lineOf({ kind: 'file', sizeBytes: sizeOf(size!), ...withoutBlanks(name!) });
    if (mark === 'DIR') return lineOf({ kind: 'folder', name: name! });
    const isLink = mark.startsWith('SYMLINK') || mark === 'JUNCTION';
    return lineOf({ kind: isLink ? 'link' : 'other', name: name!.replace(/ \[[^\]]*\]$/, '') });
  },
};
