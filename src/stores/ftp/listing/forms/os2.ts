import { lineOf, sizeOf, withoutBlanks, type ListingForm } from '../line.js';

const LINE = /^[ \t]*(\d+)[ \t]+((?:[A-Z]{1,5}[ \t]+)*)\d{1,2}-\d{1,2}-\d{2,4}[ \t]+\d{1,2}:\d\d(?::\d\d)?[ \t](.+)$/;

/** `36611      A    04-23-103  10:57  name`, `DIR` among the attributes of a folder: OS/2. */
export const os2Form: ListingForm = {
  name: 'os2',
  parse(line) {
    const match = LINE.exec(line);
    if (!match) return undefined;
    const [, size, attributes, name] = match;
    const kind = /\bDIR\b/.test(attributes!) ? 'folder' : 'file';
    const bare = name!.replace(/^[ \t]/, '');
    return lineOf({ kind, sizeBytes: sizeOf(size!), ...withoutBlanks(bare) });
  },
};
