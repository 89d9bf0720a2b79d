import { closeSync, openSync, writeSync } from 'node:fs';
import { formatDateTime } from '../../src/domain/time/time.js';
import { cached } from './cache.js';
import { seededRandom } from './random.js';

/** Kinds of other loggers' files that readers are timed on. */
export type TableKind = 'toa5' | 'iso-csv';

const START_S = Date.UTC(2012, 0, 1) / 1000;
const SEED = 5_100;
const PAGE_CHARS = 1 << 20;
const TIP_MM = 0.2;
const TOA5_HEAD =
  '"TOA5","Bra","CR1000","1234","CR1000.Std.25","CPU:bra.CR1","4242","Rain"\n"TIMESTAMP","RECORD","BattV_Min","AirTC_Avg","Rain_mm_Tot"\n"TS","RN","Volts","Deg C","mm"\n"","","Min","Avg","Tot"\n';
const ISO_HEAD = 'time,tips,battery\n';

/** A file of so many rows, a minute each, as a logger of this kind writes them. Made once, then kept. */
export function loggerTable(kind: TableKind, rows: number): string {
  return cached(`${kind}-${rows}.csv`, (path) => writeTable(path, kind, rows));
}

function writeTable(path: string, kind: TableKind, rows: number): void {
  const random = seededRandom(SEED);
  const file = openSync(path, 'w');
  let page = kind === 'toa5' ? TOA5_HEAD : ISO_HEAD;
  for (let i = 0; i < rows; i++) {
    const stamp = formatDateTime(START_S + 60 * i);
    const tips = random() < 0.05 ? Math.floor(random() * 5) : 0;
    const battery = (12 + random()).toFixed(2);
    page +=
      kind === 'toa5'
        ? `"${stamp}",${i},${battery},${(random() * 30).toFixed(1)},${(tips * TIP_MM).toFixed(1)}\n`
        : `${stamp.replace(' ', 'T')}Z,${tips},${battery}\n`;
    if (page.length < PAGE_CHARS) continue;
    writeSync(file, page);
    page = '';
  }
  writeSync(file, page);
  closeSync(file);
}
