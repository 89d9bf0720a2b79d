import type { RawForm } from '../../domain/readings/raw-form.js';
import type { RawFormat } from '../raw-format.js';
import { readingParser } from './network-parser.js';
import { shareOfNetworkLines } from './share-of-lines.js';

const FORM: RawForm = {
  name: 'network',
  unit: 'tip',
  tipMm: undefined,
  recognizes: (head) => shareOfNetworkLines(head) > 0.5,
  open: (rules) => readingParser(rules),
};

/** The network's own line: the format of files for which no other is named. */
export const NETWORK_LINE: RawFormat = {
  name: FORM.name,
  summary: 'label, Unix seconds, tips, wind, battery: the network’s own line (default)',
  form: () => FORM,
};
