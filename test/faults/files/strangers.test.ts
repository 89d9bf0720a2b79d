import { readFileSync, readdirSync, statSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { randomFrom } from '../../../fixtures/random.js';
import { REAL_SERVERS, startRealServer, whyNot } from '../../support/servers/real-servers.js';
import { tempFolder } from '../../support/temp.js';
import { extent, tellFigure } from '../support/extent.js';
import { openRealPlace } from '../support/real-place.js';
import { network, openScene, runHere, troublesIn, type Outcome } from '../support/scene.js';
import { STRANGER_KINDS, stranger, type Stranger } from '../support/strangers.js';

/** A source with files in it, and what a run leaves of it. */
interface Source {
  put(files: readonly Stranger[]): void;
  run(command: 'init' | 'update'): Promise<Outcome>;
  raw(): ReadonlyMap<string, string>;
  published(): ReadonlyMap<string, string>;
}

const OLD_S = 1_714_600_000;
const ROUNDS = extent(2, 12);
let tried = 0;

const FOLDERS = ['', 'Hydropolis', 'Polytech'];

/** Every kind of stranger in every place, and good files beside them. */
async function strangers(seed: number): Promise<Stranger[]> {
  const random = randomFrom(seed);
  const files: Stranger[] = [];
  for (let kind = 0; kind < STRANGER_KINDS; kind++)
    for (const [i, folder] of FOLDERS.entries())
      files.push(await stranger(kind + (3 * seed + i) * STRANGER_KINDS, folder, random));
  return files;
}

/** The readings and lines of texts that are neither in a published series nor, whole, in a published quarantine. */
function missing({ texts = [], path }: Stranger, published: ReadonlyMap<string, string>): string[] {
  let series = '';
  let quarantine = '';
  for (const [name, text] of published) {
    if (/_concatenated_\d{4}\.csv$/.test(name)) series += text;
    if (name.startsWith('quarantine/')) quarantine += text;
  }
  return texts
    .flatMap((text) => text.split(/\r\n|\r|\n/))
    .map((line) => line.replace(/^\ufeff/, ''))
    .filter((line) => line.trim() !== '')
    .filter((line) => {
      const [, stamp, tips] = /^[^,;]*[,;]\s*(\d+)\s*[,;]\s*(\d+)/.exec(line) ?? [];
      const isKept =
        stamp !== undefined && series.includes(`,${stamp},`) && new RegExp(`,${stamp},[^,]*,${tips},`).test(series);
      return !isKept && !quarantine.includes(line.replaceAll('"', '""'));
    })
    .map((line) => `${path}: ${line.slice(0, 80)}`);
}

async function holds(t: ExecutionContext, source: Source, seed: number): Promise<void> {
  const files = await strangers(seed);
  const half = files.length / 2;
  for (const [command, some] of [
    ['init', files.slice(0, half)],
    ['update', files.slice(half)],
    ['update', []],
  ] as const) {
    source.put(some);
    const { code, stderr } = await source.run(command);
    t.is(code, 0, troublesIn(stderr));
  }
  const raw = source.raw();
  const published = source.published();
  for (const file of files) {
    const now = raw.get(file.path);
    if (now !== undefined) t.is(now, file.bytes.toString('latin1'), `${file.path} (${file.kind}) was changed`);
    else if (!file.texts) t.fail(`${file.path} (${file.kind}) is gone`);
    else t.deepEqual(missing(file, published), [], `${file.path} (${file.kind}) is gone, and not all of it is kept`);
  }
  for (const file of files.filter(({ kind }) => kind === 'lines' || kind === 'gzip'))
    t.false(raw.has(file.path), `${file.path} (${file.kind}) is done with, and stays`);
  tried += files.length;
}

for (let seed = 1; seed <= ROUNDS; seed++) {
  test(`files of every other kind beside good ones in a folder: nothing gone that is not kept, ${seed}`, async (t) => {
    t.timeout(120_000);
    const root = tempFolder(t);
    const env = { CALIB_FILE: join(root, 'calib.csv'), GAUGES_FILE: join(root, 'gauges.csv') };
    writeFileSync(env.CALIB_FILE, network.calibCsv);
    writeFileSync(env.GAUGES_FILE, network.gaugesCsv);
    const stores = ['--from', join(root, 'raw'), '--to', join(root, 'published'), '--out', join(root, 'out')];
    await holds(
      t,
      {
        put: (files) => putAll(join(root, 'raw'), files),
        run: (command) => runHere([command, ...stores, '--delete-raw'], env),
        raw: () => filesIn(join(root, 'raw')),
        published: () => filesIn(join(root, 'published')),
      },
      seed,
    );
  });

  test(`files of every other kind beside good ones on an FTP server: nothing gone that is not kept, ${seed}`, async (t) => {
    t.timeout(120_000);
    const scene = await openScene(t);
    await holds(
      t,
      {
        put: (files) =>
          scene.put(
            '/raw',
            files.map((file) => ({ ...file, modifiedS: OLD_S })),
          ),
        run: (command) => scene.run([command]),
        raw: () => scene.under('/raw'),
        published: () => scene.under('/published'),
      },
      seed,
    );
  });
}

for (const name of REAL_SERVERS)
  (whyNot(name) === undefined ? test.serial : test.serial.skip)(
    `files of every other kind beside good ones on ${name}: nothing gone that is not kept`,
    async (t) => {
      t.timeout(240_000);
      const server = await startRealServer(name);
      t.teardown(() => server.stop());
      const place = await openRealPlace(t, server);
      const relative = (files: ReadonlyMap<string, string>): Map<string, string> =>
        new Map([...files].map(([path, text]) => [path.replace(/^\/|^raw\/|^published\//g, ''), text]));
      await holds(
        t,
        {
          put: (files) =>
            place.put(
              'raw',
              files.map((file) => ({ ...file, modifiedS: OLD_S })),
            ),
          run: (command) => place.run([command]),
          raw: () => relative(place.under('/raw')),
          published: () => relative(place.under('/published')),
        },
        7,
      );
    },
  );

function putAll(root: string, files: readonly Stranger[]): void {
  for (const { path, bytes } of files) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
    utimesSync(file, OLD_S, OLD_S);
  }
}

function filesIn(root: string): Map<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(root, name)).isFile());
  return new Map(files.map((name) => [name, readFileSync(join(root, name), 'latin1')]));
}

test.after(() => tellFigure('files of every other kind beside good ones', tried, 'nothing gone that is not kept'));
