import { endToEnd } from './end-to-end.js';
import { formatsSection } from './formats.js';
import { ftpLoopback, ftpRoundTrip } from './ftp.js';
import { memory } from './memory.js';
import type { Section } from './section.js';
import { smallFilesSection } from './small-files.js';

/** Every section, in the order in which they run and are shown. */
export const SECTIONS: readonly Section[] = [
  endToEnd,
  smallFilesSection,
  formatsSection,
  memory,
  ftpLoopback,
  ftpRoundTrip,
];
