import fs from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { fixtureNetwork } from '../../../fixtures/network.js';
import { readTree } from '../../../fixtures/cases.js';
import { main } from '../../../src/cli/program.js';
import { formatDateTime } from '../../../src/domain/time.js';
import { temporaryFolder, testHost } from '../formats/made-case.js';

interface Sent {
  readonly timeS: number;
  readonly tips: number;
}

const { history } = fixtureNetwork();
const NOW_S = Date.UTC(2024, 1, 1) / 1000;
const GAUGES = ['Hydropolis', 'Polytech'];

/** The readings of a gauge of the fixture network, one a stamp. */
function sentBy(gauge: string): Sent[] {
  const sent = new Map<number, number>();
  for (const { path: name, bytes } of history) {
    if (!name.startsWith(`${gauge}/`)) continue;
    for (const line of Buffer.from(bytes).toString().split('\n')) {
      const [, timeS, tips] = line.split(',').map(Number);
      if (timeS! > 1.6e9 && tips! >= 0 && tips! < 100 && !sent.has(timeS!)) sent.set(timeS!, tips!);
    }
  }
  return [...sent].map(([timeS, tips]) => ({ timeS, tips })).sort((a, b) => a.timeS - b.timeS);
}

const european = (timeS: number): string => {
  const [, y, m, d, clock] = /^(\d+)-(\d+)-(\d+) (.*)$/.exec(formatDateTime(timeS))!;
  return `${d}/${m}/${y} ${clock}`;
};
const rows = (sent: readonly Sent[], row: (one: Sent, i: number) => string): string =>
  sent.map((one, i) => `${row(one, i)}\n`).join('');
const mm = (tips: number): string => String(Number((tips * 0.2).toFixed(1)));

/** How the same readings are written in each format, and what describes it. */
const WRITTEN: Readonly<Record<string, { readonly toml: string; readonly write: (sent: readonly Sent[]) => string }>> =
  {
    toa5: {
      toml: 'base = "toa5"\nvalue = { tip_mm = 0.2 }',
      write: (sent) =>
        `"TOA5","S","CR1000","1","x","y","z","T"\n"TIMESTAMP","RECORD","Rain_mm_Tot"\n"TS","RN","mm"\n"","","Tot"\n${rows(sent, ({ timeS, tips }, i) => `"${formatDateTime(timeS)}",${i},${mm(tips)}`)}`,
    },
    iso: {
      toml: 'base = "iso-csv"',
      write: (sent) =>
        `time,tips\n${rows(sent, ({ timeS, tips }) => `${formatDateTime(timeS).replace(' ', 'T')}Z,${tips}`)}`,
    },
    semicolon: {
      toml: 'base = "semicolon"\nvalue = { tip_mm = 0.2 }',
      write: (sent) =>
        `Date;Pluie mm\r\n${rows(sent, ({ timeS, tips }) => `${european(timeS)};${mm(tips).replace('.', ',')}`)}`,
    },
    counter: {
      toml: 'header = "none"\ntime = { column = 1, format = "unix ms" }\nvalue = { column = 2, kind = "counter", wrap = 128, first = "rain" }',
      write: (sent) => {
        let state = 0;
        return rows(sent, ({ timeS, tips }) => `${timeS}000,${(state = (state + tips) % 128)}`);
      },
    },
    paris: {
      toml: 'header = "none"\nencoding = "utf-16le"\ntime = { columns = [1, 2], format = "%d.%m.%Y %H:%M:%S", zone = "Europe/Paris" }\nvalue = { column = 3, kind = "tips" }',
      write: (sent) =>
        `\ufeff${rows(
          sent,
          ({ timeS, tips }) =>
            `${european(timeS + 3600)
              .replaceAll('/', '.')
              .replace(' ', ',')},${tips}`,
        )}`,
    },
    'pluvio-csv': {
      toml: 'base = "pluvio-csv"',
      write: (sent) => `gauge,time,tips,wind,battery\n${rows(sent, ({ timeS, tips }) => `G,${timeS},${tips},na,na`)}`,
    },
  };

async function made(
  t: { teardown(undo: () => void): void },
  name: string,
  write: (sent: readonly Sent[]) => string,
  format: readonly string[],
) {
  const folder = temporaryFolder(t);
  for (const gauge of GAUGES) {
    fs.mkdirSync(path.join(folder, 'raw', gauge), { recursive: true });
    const text = write(sentBy(gauge));
    fs.writeFileSync(
      path.join(folder, 'raw', gauge, `${name}.txt`),
      name === 'paris' ? Buffer.from(text, 'utf16le') : text,
    );
  }
  const out = path.join(folder, 'out');
  await main(
    ['run', '--gauge', GAUGES.join(','), '--uncalibrated', '--out', out, ...format, path.join(folder, 'raw')],
    testHost(NOW_S),
  );
  const tree = await readTree(out);
  return new Map(
    [...tree]
      .filter(([file]) => !file.startsWith('.') && !file.startsWith('quarantine'))
      .map(([file, bytes]) => [file, Buffer.from(bytes).toString()]),
  );
}

for (const [name, { toml, write }] of Object.entries(WRITTEN)) {
  test(`the fixture network written as ${name} gives the bytes of the network's own lines`, async (t) => {
    const file = path.join(temporaryFolder(t), 'my.toml');
    fs.writeFileSync(file, toml);
    const own = await made(t, 'own', (sent) => rows(sent, ({ timeS, tips }) => `G, ${timeS}, ${tips}`), []);
    const other = await made(t, name, write, ['--format', file]);
    t.true(own.size > 8);
    t.deepEqual([...other.keys()].sort(), [...own.keys()].sort());
    for (const [path, text] of own) t.is(other.get(path), text, path);
  });
}
