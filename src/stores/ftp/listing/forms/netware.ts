import { columnLine } from '../columns.js';
import type { ListingForm } from '../line.js';

const LINE = /^([d-])[ \t]*\[[-A-Z ]{6,10}\][ \t]*(.*)$/;

/** `- [RWCEAFMS] ftp 2220 Mar 01 00:04 name`: rights in square brackets. */
export const netwareForm: ListingForm = {
  name: 'netware',
  parse(line) {
    const match = LINE.exec(line);
    return match ? columnLine(match[1]!, match[2]!) : undefined;
  },
};
