#!/usr/bin/env node
import v8 from 'node:v8';
import { processHost } from './host.js';
import { main } from './program.js';

// What a flow leaves behind is garbage at once: a young generation that grows on only holds more of it, up to 32 MB.
// Other versions than the one this was tried with might not know the flag, and would say so.
if (process.versions.v8.startsWith('11.')) v8.setFlagsFromString('--semi-space-growth-factor=1');

process.exitCode = await main(process.argv.slice(2), processHost());
