import { BUILT_IN } from './built-in/descriptions.js';

/** The network's own line, which has a parser of its own. */
export const NETWORK_LINE = 'network';

/** A raw format by its name. */
export interface RawFormat {
  readonly name: string;
  readonly summary: string;
}

/** Every raw format that has a name, the network's own line first. */
export const RAW_FORMATS: readonly RawFormat[] = [
  { name: NETWORK_LINE, summary: 'label, Unix seconds, tips, wind, battery: the network’s own line (default)' },
  ...BUILT_IN.map(({ name, summary }) => ({ name, summary })),
];
