#!/usr/bin/env node
import { processHost } from './host.js';
import { leave } from './leave.js';
import { main } from './program.js';
import { INTERRUPTED } from './signals.js';
import { keepYoungGeneration } from './young-generation.js';

/** What is written has that long to get out, where something else, a mute name server, keeps the process. */
const LINGER_MS = 100;

keepYoungGeneration();
void main(process.argv.slice(2), processHost()).then((code) => {
  process.exitCode = code;
  if (code === INTERRUPTED) setTimeout(leave, LINGER_MS, code).unref();
});
