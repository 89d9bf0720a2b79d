#!/usr/bin/env node
import { EXIT } from '../domain/errors.js';
import { processHost } from './host/host.js';
import { leave } from './host/leave.js';
import { main } from './program.js';
import { INTERRUPTED } from './host/signals.js';
import { keepYoungGeneration } from '../pipeline/years/threads/young-generation.js';

/** What is written has that long to get out, where something else, a mute name server, keeps the process. */
const LINGER_MS = 100;

let isOver = false;
// Where nothing is left that could go on, a command that waits for something never ends: that is no success.
process.once('beforeExit', () => {
  if (isOver) return;
  process.exitCode = EXIT.bug;
  process.stderr.write('pluvio: the work stopped before its end: a bug; nothing that is not published was deleted\n');
});

keepYoungGeneration();
void main(process.argv.slice(2), processHost()).then((code) => {
  isOver = true;
  process.exitCode = code;
  if (code === INTERRUPTED) setTimeout(leave, LINGER_MS, code).unref();
});
