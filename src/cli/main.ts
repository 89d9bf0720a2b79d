#!/usr/bin/env node
import { keepYoungHeapSmall } from './young-heap.js';

keepYoungHeapSmall();
const { processHost } = await import('./host.js');
const { main } = await import('./program.js');
process.exitCode = await main(process.argv.slice(2), processHost());
