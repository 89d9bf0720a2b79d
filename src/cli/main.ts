#!/usr/bin/env node
process.stdout.write('pluvio\n');
