import { BUILT_IN } from './built-in/descriptions.js';
import { NETWORK_LINE } from './network-line/network-line.js';
import type { RawFormat } from './raw-format.js';

/** The formats that are code, each in a folder here; the first is that of files for which none is named. */
export const CODED: readonly RawFormat[] = [NETWORK_LINE];

/** Every raw format that has a name, those that are code first. */
export const RAW_FORMATS: readonly Pick<RawFormat, 'name' | 'summary'>[] = [...CODED, ...BUILT_IN];
