import { columnLine } from '../columns.js';
import type { ListingForm } from '../line.js';

/**
 * Numbers of `ls -i` and `-s`, the letter, nine rights (some servers have fewer, or none that stand for any), and signs of SELinux,
 * access lists and extended attributes.
 */
const LINE =
  /^(?:[ \t]*\d+[ \t]+){0,2}([bcdeflmnpsSDPw?-])(?:[-rwxXsStTlLA?]{9}|[-rwxsStT]{6,8}(?=[ \t]))[.+@*]{0,3}[ \t]*(.*)$/;

/** `-rw-r--r-- 1 ftp ftp 175 Mar 01 00:04 name`: `ls -l` in any language, with any of its styles of dates. */
export const unixForm: ListingForm = {
  name: 'unix',
  parse(line) {
    const match = LINE.exec(line);
    return match ? columnLine(match[1]!, match[2]!) : undefined;
  },
};
