import { closeSync, openSync, readSync } from 'node:fs';
import { PIECE_BYTES } from '../../src/domain/storage/store.js';
import { describedForm } from '../../src/raw/described/described-form.js';
import { builtInDescription, ownDescription } from '../../src/raw/registry.js';
import { tellFound } from './found.js';

/** `node pluvio.js <kind> <file>`: the parse stage of a described format, in one thread, from a file in pieces. */
const [kind, path] = process.argv.slice(2) as [string, string];
const description =
  kind === 'toa5'
    ? ownDescription('base = "toa5"\nvalue = { tip_mm = 0.2 }\n', 'bench.toml')
    : builtInDescription(kind)!;
const parse = describedForm(description).open({ notBeforeS: 0, notAfterS: Infinity });
const source = { name: path, folder: 'Bra' };
const rooms = Array.from({ length: 4 }, () => new Uint8Array(PIECE_BYTES));
const found = { rows: 0, stampsS: 0, tips: 0, battery: 0 };
const file = openSync(path, 'r');
for (let turn = 0, got = 1; got > 0; turn++) {
  const room = rooms[turn % rooms.length]!;
  got = readSync(file, room);
  for (const { count, timeS, tips, battery, rejects, release } of parse({
    source,
    bytes: room.subarray(0, got),
    end: got === 0,
  })) {
    if (rejects.length > 0) throw new Error(`line ${rejects[0]!.line}: ${rejects[0]!.reason}`);
    found.rows += count;
    for (let i = 0; i < count; i++) {
      found.stampsS += timeS.data[i]!;
      found.tips += tips.data[i]!;
      found.battery += battery.data[i]!;
    }
    release?.();
  }
}
closeSync(file);
tellFound(found);
