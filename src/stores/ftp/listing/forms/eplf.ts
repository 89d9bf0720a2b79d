import { lineOf, type ListingForm } from '../line.js';

/** `+i8388621.29609,m824255902,r,s2220,` tab `name` (cr.yp.to/ftp/list/eplf.html); the date is Unix seconds. */
export const eplfForm: ListingForm = {
  name: 'eplf',
  parse(line) {
    const match = /^\+([^\t]*)\t(.+)$/.exec(line);
    if (!match) return undefined;
    const facts = match[1]!.split(',');
    const numberOf = (letter: string): number | undefined => {
      const fact = facts.find((text) => text.startsWith(letter) && /^.\d+$/.test(text));
      return fact === undefined ? undefined : Number(fact.slice(1));
    };
    const kind = facts.includes('/') ? 'folder' : facts.includes('r') ? 'file' : 'other';
    return lineOf({ kind, name: match[2]!, sizeBytes: numberOf('s'), modifiedS: numberOf('m') });
  },
};
