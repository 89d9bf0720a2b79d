import { lineOf, type ListingForm } from '../line.js';

/** Volume, unit, date referred to, extents, tracks, record format, two lengths, organisation, name. */
const DATASET =
  /^[ \t]*[^ \t]+[ \t]+[^ \t]+[ \t]+(?:\d{4}\/\d\d\/\d\d|\*\*NONE\*\*)[ \t]+\d+[ \t]+\+*\d+[ \t]+[^ \t]+[ \t]+\d+[ \t]+\d+[ \t]+([A-Z-]+)[ \t]+([^ \t].*)$/;
/** Name, version, created, changed, lines, lines at first, lines changed, user. */
const MEMBER =
  /^[ \t]*([^ \t]+)[ \t]+\d\d\.\d\d[ \t]+\d{4}\/\d\d\/\d\d[ \t]+\d{4}\/\d\d\/\d\d[ \t]+\d\d:\d\d[ \t]+\d+[ \t]+\d+[ \t]+\d+[ \t]+[^ \t]+$/;
const ELSEWHERE = /^[ \t]*(?:Migrated|MIGRAT|ARCIVE|Not Mounted)\b/;

/** Data sets of z/OS, and members of one; how many bytes they have is to be asked. */
export const mvsForm: ListingForm = {
  name: 'mvs',
  heading: /^ ?Volume +Unit +Referred|^ ?Name +VV\.MM/,
  parse(line) {
    const dataset = DATASET.exec(line);
    if (dataset) return lineOf({ kind: dataset[1]!.startsWith('PO') ? 'folder' : 'file', name: unquoted(dataset[2]!) });
    const member = MEMBER.exec(line);
    if (member) return lineOf({ kind: 'file', name: member[1]! });
    const elsewhere = ELSEWHERE.exec(line);
    const name = elsewhere ? lastWord(line.slice(elsewhere[0].length)) : '';
    return name === '' ? undefined : lineOf({ kind: 'other', name });
  },
};

/** What stands behind the last blank; by an expression a long line would take very long. */
function lastWord(text: string): string {
  return text.slice(Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t')) + 1);
}

function unquoted(name: string): string {
  return /^'(.*)'$/.exec(name)?.[1] ?? name;
}
