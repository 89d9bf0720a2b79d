import type { RawForm } from '../../domain/readings/raw-form.js';
import type { Description } from '../description/description.js';
import type { LabelRules } from './head/head-facts.js';
import { DescribedParser } from './described-parser.js';

/** Lines of a beginning that tell a form. */
const MOST_BYTES = 65_536;

/** The form of raw files that a description describes. */
export function describedForm(description: Description, labels: LabelRules = {}): RawForm {
  const { value } = description;
  return {
    name: description.name,
    unit: value.unit === 'tips' || value.tipMm !== undefined ? 'tip' : '0.001 mm',
    tipMm: value.tipMm,
    recognizes: (head) => fit(description, head) > 0,
    open: (rules) => {
      const parser = new DescribedParser(description, rules, labels);
      return (chunk) => parser.take(chunk);
    },
  };
}

/** What share of the lines at the beginning of a file are readings by a description, of those that should be; 0 for none. */
export function fit(description: Description, head: Uint8Array): number {
  const bytes = head.subarray(0, MOST_BYTES);
  const parser = new DescribedParser(description, { notBeforeS: 0, notAfterS: Infinity });
  const source = { name: 'a file', folder: 'a folder' };
  let [readings, rejects] = [0, 0];
  for (const batch of parser.take({ source, bytes, end: true })) {
    readings += batch.count;
    for (const { reason } of batch.rejects) if (!MISSING.has(reason)) rejects++;
  }
  return readings > rejects ? readings / (readings + rejects) : parser.hasHeader && rejects === 0 ? 1 : 0;
}

/** Reasons of lines that have the form, and the last one where the beginning of a file ends. */
const MISSING: ReadonlySet<string> = new Set([
  'amount-missing',
  'cut-off',
  'counter-start',
  'time-repeated',
  'time-skipped',
]);
