import type { Description } from '../../description/description.js';
import { ROLE, type Layout } from './layout.js';

/** Whether a line that commas separate has more fields than its header names, and than `most` of lines before, and an amount that would go on behind its comma. */
export function hasDecimalComma(
  fields: readonly string[],
  { roles, named }: Layout,
  { delimiter, value }: Pick<Description, 'delimiter' | 'value'>,
  most: number,
): boolean {
  if (delimiter !== ',' || value.unit === 'tips' || named === 0 || fields.length <= Math.max(named, most)) return false;
  const at = roles.findIndex((role) => (role & ROLE.value) !== 0);
  const isMore = fields.slice(named).some((field) => field !== '');
  return isMore && /^[-+]?\d+$/.test(fields[at] ?? '') && /^\d+$/.test(fields[at + 1] ?? '');
}
