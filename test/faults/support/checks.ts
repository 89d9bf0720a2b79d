import { createHash } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import { readTree } from '../../../fixtures/cases.js';
import type { Manifest } from '../../../src/domain/manifest.js';
import type { Place } from './scene.js';

type Files = ReadonlyMap<string, string>;

/** Names that only a run under way, or one that was killed, leaves. */
const LEFTOVER = /\.pluvio-(tmp|pending|fetched|bak|growing|leaving)|\.spill$|\.pluvio\/lock/;

/** Names of files that differ, or that one side lacks; [] where both are the same. */
export function differences(a: Files, b: Files): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name)).sort();
}

/** The end that every run has to come to: the expected bytes here and on the server, no raw file, nothing left over. */
export async function assertEnd(
  t: ExecutionContext,
  scene: Place,
  expected: Files,
  what: string,
  view: (files: Files) => Files = (files) => files,
): Promise<void> {
  t.deepEqual(differences(view(scene.under('/published')), view(expected)), [], `${what}: published`);
  t.deepEqual(differences(view(await scene.local()), view(expected)), [], `${what}: local`);
  t.deepEqual(undone(scene), [], `${what}: raw files`);
  const names = [...(await readTree(scene.folder)).keys(), ...scene.paths()];
  t.deepEqual(
    names.filter((name) => LEFTOVER.test(name)),
    [],
    `${what}: leftovers`,
  );
}

/** Raw files on the server that a run should have been done with: those that end with a whole line, and have a reading. */
export function undone(scene: Pick<Place, 'under'>): string[] {
  const isDone = (text: string): boolean => text.endsWith('\n') && /^[^,\n]*, *\d{9,10}, *\d+ *(,|$)/m.test(text);
  return [...scene.under('/raw')].filter(([, text]) => isDone(text)).map(([path]) => path);
}

/** Files without the books of their manifests, which tell what each run that changed a year read. */
export function withoutBooks(files: Files): Files {
  return new Map([...files].map(([name, text]) => [name, text.replace(/"accounting": \{[^}]*\}/, '')]));
}

/**
 * What a failed run left, with each raw series that is away, to be appended to or to be replaced where the server does not
 * overwrite: its beginning has to be what its published manifest promises, byte by byte. Such a series counts as
 * published: every run builds on it, also one elsewhere (`away.test.ts`).
 */
export function withSeriesAway(published: Files): Files {
  const files = new Map(published);
  for (const [path, text] of published) {
    const [, folder, gauge, year] =
      /^((.+)\/(\d{4}))\/\2_concatenated_\3\.csv\.pluvio-(?:growing|bak)$/.exec(path) ?? [];
    const shown = path.replace(/\.pluvio-\w+$/, '');
    if (folder === undefined || files.has(shown)) continue;
    const manifest = JSON.parse(
      published.get(`${folder}/${gauge}_manifest_${year}.json`) ?? '{"files":[]}',
    ) as Manifest;
    const promised = manifest.files.find(({ name }) => shown.endsWith(`/${name}`));
    const beginning = text.slice(0, promised?.sizeBytes);
    const sha256 = createHash('sha256').update(beginning, 'latin1').digest('hex');
    if (sha256 === promised?.sha256) files.set(shown, beginning);
  }
  return files;
}

/** Raw lines, trimmed, that are in no file given: neither readings of a raw series nor rows of a quarantine. */
export function lostLines(lines: Iterable<{ gauge: string; line: string }>, published: Files): string[] {
  const stamps = new Map<string, Set<string>>();
  let quarantined = '';
  for (const [path, text] of published) {
    const [, gauge] = /^([^/]+)\/\d{4}\/\1_concatenated_\d{4}\.csv$/.exec(path) ?? [];
    if (path.startsWith('quarantine/')) quarantined += text;
    if (gauge === undefined) continue;
    const seen = stamps.get(gauge) ?? new Set();
    stamps.set(gauge, seen);
    for (const row of text.split('\n').slice(1)) {
      const [, time, , tips, wind, battery] = row.split(',');
      if (time !== undefined) seen.add([time, tips, wind, battery].join(','));
    }
  }
  const lost: string[] = [];
  for (const { gauge, line } of lines) {
    const [, time, tips, wind, battery] = line.split(',').map((field) => field.trim());
    const key = [time, tips, shortest(wind), shortest(battery)].join(',');
    if (!stamps.get(gauge)?.has(key) && !quarantined.includes(line.replaceAll('"', '""'))) lost.push(line);
  }
  return lost;
}

function shortest(value: string | undefined): string {
  return value === undefined || value === '' || /^na(n)?$/i.test(value) ? 'na' : String(Number(value));
}

/** The lines of raw files, each with the gauge whose folder it lies in. */
export function* linesOf(
  files: Iterable<{ path: string; bytes: Uint8Array }>,
): Generator<{ gauge: string; line: string }> {
  for (const { path, bytes } of files)
    for (const line of Buffer.from(bytes).toString('latin1').split(/\r?\n/))
      if (line.trim() !== '') yield { gauge: path.split('/')[0]!, line };
}
