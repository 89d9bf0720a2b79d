import { secondsOf } from '../stamp.js';
import { lineOf, type ListedLine, type ListingForm } from '../line.js';

/** `type=file;size=175;modify=20230301000400; name` (RFC 3659, 7). What a server leaves out is to be asked. */
export const machineForm: ListingForm = {
  name: 'machine',
  parse(line) {
    const space = line.indexOf(' ');
    const facts = line.slice(0, space).toLowerCase();
    if (space < 0 || (facts !== '' && !/^[^;=]+=[^;]*(?:;|$)/.test(facts))) return undefined;
    const type = factOf(facts, 'type');
    if (type === 'cdir' || type === 'pdir') return 'ignore';
    const sizeBytes = Number(factOf(facts, 'size') ?? NaN);
    const kind = kindOf(type);
    return lineOf({
      name: line.slice(space + 1),
      kind,
      sizeBytes: Number.isSafeInteger(sizeBytes) && kind !== 'link' ? sizeBytes : undefined,
      modifiedS: kind === 'link' ? undefined : secondsOf(factOf(facts, 'modify') ?? ''),
    });
  },
};

function kindOf(type: string | undefined): ListedLine['kind'] {
  if (type === undefined || type === '') return 'unknown';
  if (type === 'dir') return 'folder';
  if (type === 'file') return 'file';
  return /^os\.unix=(?:slink|symlink|lnk)/.test(type) ? 'link' : 'other';
}

function factOf(facts: string, name: string): string | undefined {
  const start = facts.startsWith(`${name}=`) ? 0 : facts.indexOf(`;${name}=`) + 1;
  if (start === 0 && !facts.startsWith(`${name}=`)) return undefined;
  const end = facts.indexOf(';', start);
  return facts.slice(start + name.length + 1, end < 0 ? undefined : end);
}
