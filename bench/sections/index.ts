import { boundaries } from './boundaries.js';
import { endToEnd } from './end-to-end.js';
import { formatsSection } from './formats.js';
import { ftpLoopback, ftpRoundTrip } from './ftp.js';
import { memory } from './memory.js';
import { rawFormatsSection } from './raw-formats.js';
import { rain } from './rain.js';
import type { Section } from './section.js';
import { serveSection } from './serve.js';
import { slowConsumer } from './slow-consumer.js';
import { smallFilesSection } from './small-files.js';
import { stages } from './stages.js';
import { update } from './update.js';

/** Every section, in the order in which they run and are shown. */
export const SECTIONS: readonly Section[] = [
  endToEnd,
  stages,
  boundaries,
  smallFilesSection,
  rawFormatsSection,
  formatsSection,
  memory,
  slowConsumer,
  update,
  rain,
  ftpLoopback,
  ftpRoundTrip,
  serveSection,
];
