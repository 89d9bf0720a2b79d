import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { pluvio, tempFolder } from '../../../support/pluvio.js';
import { attributesOf } from '../../pictures/elements.js';

const GAUGES = 'gauge,lon,lat\nH,3.86,43.62\nP,3.87,43.63\nLost,3.88,43.64\n';

/** Two gauges of 40 hours of minutes from 2024-01-30 00:00, P without 10 of them, and H's rain from 12 to 15 h. */
async function network(t: ExecutionContext): Promise<string> {
  const cwd = tempFolder(t);
  const startS = Date.UTC(2024, 0, 30) / 1000;
  for (const gauge of ['H', 'P']) {
    mkdirSync(join(cwd, 'raw', gauge), { recursive: true });
    const lines = Array.from({ length: 2400 }, (_, i) => i + 1)
      .filter((i) => gauge === 'H' || i <= 900 || i > 1500)
      .map((i) => `${gauge}, ${startS + 60 * i}, ${i > 720 && i <= 900 ? 1 : 0}, 0, 12.2`);
    writeFileSync(join(cwd, 'raw', gauge, 'dump.txt'), `${lines.join('\n')}\n`);
  }
  writeFileSync(join(cwd, 'gauges.csv'), GAUGES);
  const made = await pluvio(['run', 'raw', '--gauges', 'gauges.csv', '--uncalibrated', '--out', 'output'], { cwd });
  t.is(made.code, 0, made.stderr);
  return cwd;
}

test('pluvio plot: an event, a month, a map and IDF curves, on stdout as SVG, in files as SVG and PNG', async (t) => {
  const cwd = await network(t);
  const before = readdirSync(join(cwd, 'output'), { recursive: true }).length;
  const event = await pluvio(['plot', 'rain', '--gauge', 'P', '--event', '2024-01-30'], { cwd });
  t.is(event.code, 0, event.stderr);
  const svg = event.stdout.toString();
  t.regex(svg, /^<\?xml[^]*<title>P, rain, 2024-01-30 11:42 to 2024-01-30 15:18 UTC: 36 mm · observed: 91 %/);
  t.is(
    attributesOf(svg, 'rect').filter(({ fill, y }) => fill === 'url(#missing)' && y === 62).length,
    1,
    'its end is hatched',
  );
  const month = await pluvio(['plot', 'month', '--gauge', 'H', '--lang', 'fr', '--file', 'pictures/m.svg'], { cwd });
  t.deepEqual([month.code, month.stdout.length], [0, 0], month.stderr);
  const calendar = readFileSync(join(cwd, 'pictures/m.svg'), 'utf8');
  t.true(calendar.includes('<title>H, janvier 2024, mois : inconnu : trop de jours manquants</title>'));
  t.regex(calendar, />36<\/text>/);
  const map = await pluvio(['plot', 'map', '--window', '6h', '--until', '2024-01-30 15:00:00'], { cwd });
  t.true(
    map.stdout.toString().includes('<title>rain, mm, 2024-01-30 09:00 to 2024-01-30 15:00 UTC: H 36; P 36</title>'),
    map.stderr,
  );
  const later = await pluvio(['plot', 'map', '--window', '6h', '--until', '2024-01-30 18:00:00'], { cwd });
  t.true(later.stdout.toString().includes('H 36; P not known</title>'), later.stderr);
  const idf = await pluvio(['plot', 'idf', '--gauge', 'H'], { cwd });
  t.true(
    idf.stdout.toString().includes('<title>H, IDF: 0 usable years · short record: SMEV of all events</title>'),
    idf.stderr,
  );
  const png = await pluvio(['plot', 'rain', '--gauge', 'P', '--event', 'last', '--file', 'e.png', '--width', '600'], {
    cwd,
  });
  t.is(png.code, 0, png.stderr);
  const bytes = readFileSync(join(cwd, 'e.png'));
  t.is(bytes.toString('latin1', 1, 4), 'PNG');
  t.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [600, 340]);
  // Text is drawn: without a font the picture would be half as large.
  t.true(bytes.length > 8000, String(bytes.length));
  t.is(readdirSync(join(cwd, 'output'), { recursive: true }).length, before, 'looking changes nothing');
});

test('pluvio plot: what cannot be drawn is said with what to do, and no file is left', async (t) => {
  const cwd = await network(t);
  const cases: readonly [string[], RegExp][] = [
    [['rain'], /there are H, P; choose with --gauge/],
    [['rain', '--gauge', 'X'], /There is no X in \.\/output; it holds H, P/],
    [['rain', '--gauge', 'H', '--event', '2025-01-01'], /no reading around|no event at or after/],
    [['rain', '--gauge', 'H', '--event', 'soon'], /--event: "soon" is not a date/],
    [['rain', '--gauge', 'H', '--file', 'a.gif'], /ends neither in \.svg nor in \.png/],
    [['month', '--gauge', 'H', '--month', '2024-13'], /--month: "2024-13" is not a month/],
    [['month', '--gauge', 'H', '--month', '2020-01'], /H has no reading around what is asked for/],
    [['map', '--from', 'nothing'], /No gauge of nothing has coordinates/],
    [['weather'], /"weather" is none of rain, idf, month, map/],
  ];
  for (const [args, expected] of cases) {
    const { code, stderr } = await pluvio(['plot', ...args], { cwd });
    t.is(code, 2, `${args.join(' ')}: ${stderr}`);
    t.regex(stderr, expected);
  }
  t.false(existsSync(join(cwd, 'a.gif')));
});
