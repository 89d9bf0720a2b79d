#!/usr/bin/env node
import { processHost } from './host.js';
import { main } from './program.js';
import { keepYoungGeneration } from './young-generation.js';

keepYoungGeneration();
void main(process.argv.slice(2), processHost()).then((code) => {
  process.exitCode = code;
});
