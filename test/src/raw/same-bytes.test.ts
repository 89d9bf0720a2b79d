import fs from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { fixtureNetwork } from '../../../fixtures/networks/network.js';
import { readTree } from '../../../fixtures/cases.js';
import { main } from '../../../src/cli/program.js';
import { rows, WRITTEN, type Sent } from '../../support/readings/written-formats.js';
import { temporaryFolder, testHost } from '../formats/made-case.js';

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

const OWN = 'own lines';

/** The bytes of the network's own lines, made once. */
let own: Promise<Map<string, string>> | undefined;

for (const [name, { toml, write }] of Object.entries(WRITTEN)) {
  test(`the fixture network written as ${name} gives the bytes of the network's own lines`, async (t) => {
    const file = path.join(temporaryFolder(t), 'my.toml');
    fs.writeFileSync(file, toml);
    own ??= made(t, OWN, (sent) => rows(sent, ({ timeS, tips }) => `G, ${timeS}, ${tips}`), []);
    const [expected, other] = await Promise.all([own, made(t, name, write, ['--format', file])]);
    t.true(expected.size > 8);
    t.deepEqual([...other.keys()].sort(), [...expected.keys()].sort());
    // The books of a counter with glitches have these lines too, as quarantined.
    const isMore = name.includes('glitch');
    const told = (text: string): string => (isMore ? text.replace(/"linesRead": \d+|"quarantined": \d+/g, '') : text);
    for (const [path, text] of expected) t.is(told(other.get(path)!), told(text), path);
    t.is(
      isMore,
      [...other.values()].some((text) => /"quarantined": [1-9]/.test(text)),
    );
  });
}

test('concatenated keeps amounts as received: what they count is in the manifest, and mm are made of it in treated alone', async (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, 'my.toml');
  fs.writeFileSync(file, 'base = "iso-csv"\nvalue = { column = "mm", kind = "mm" }');
  const amounts = [0, 0.254, 1.2, 0.0004, 12.345];
  const write = () => `time,mm\n${amounts.map((amount, i) => `2024-01-01T00:0${i}:00Z,${amount}\n`).join('')}`;
  const tree = await made(t, 'mm', write, ['--format', file]);
  const of = (what: string): string => tree.get(`Polytech/2024/Polytech_${what}`)!;
  const rain = (what: string): number[] =>
    of(`${what}_2024.csv`)
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => Number(row.split(',')[3]));
  t.deepEqual(rain('concatenated'), [0, 254, 1200, 0, 12_345]);
  t.deepEqual(rain('treated'), [0, 0.254, 1.2, 0, 12.345]);
  t.is((JSON.parse(of('manifest_2024.json')) as { unit: string }).unit, '0.001 mm');
  const tips = await made(t, 'own', () => 'G, 1704067200, 3\n', []);
  t.false('unit' in (JSON.parse(tips.get('Polytech/2024/Polytech_manifest_2024.json')!) as object));
});
