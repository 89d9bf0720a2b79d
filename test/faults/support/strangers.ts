import { deflateRawSync, gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import type { Random } from '../../../fixtures/random.js';

/** A file that is not what a logger of the network sends. */
export interface Stranger {
  readonly path: string;
  readonly bytes: Buffer;
  readonly kind: string;
  /** The texts in it; undefined where it holds none that anybody could read. */
  readonly texts?: readonly string[];
}

/** 2024-05-01 00:00:00 UTC. */
const START_S = 1_714_521_600;
const KINDS = [
  'lines',
  'carriage returns',
  'CRLF',
  'mixed ends',
  'marks',
  'UTF-16',
  'UTF-16 BE',
  'Latin-1',
  'no last end',
  'a line cut',
  'other gauges',
  'both gauges',
  'semicolons',
  'a header',
  'ISO times',
  'long lines',
  'garbage text',
  'garbage bytes',
  'NUL bytes',
  'nothing',
  'blanks',
  'a PDF',
  'a picture',
  'gzip',
  'gzip twice',
  'gzip cut',
  'gzip of garbage',
  'tar',
  'tar.gz',
  'tar with a picture',
  'tar cut',
  'zip',
  'clock faults',
  'error codes',
] as const;

/** One stranger of a kind, the same for the same random numbers. `gauge` is the folder it lies in, '' for none. */
export async function stranger(number: number, gauge: string, random: Random): Promise<Stranger> {
  const kind = KINDS[number % KINDS.length]!;
  const startS = START_S + number * 7200;
  const pick = (most: number): number => Math.floor(random() * most);
  const owner = gauge === '' ? 'Hydropolis' : gauge;
  const rows = (label = owner, from = startS, count = 3 + pick(5)): string[] =>
    Array.from(
      { length: count },
      (_, i) => `${label}, ${from + 60 * i}, ${pick(4)}, 0, ${(11 + pick(2000) / 1000).toFixed(3)}`,
    );
  const bytesOf = (count: number): Buffer => Buffer.from(Array.from({ length: count }, () => pick(256)));
  const ended = (lines: readonly string[], end = '\n'): string => lines.map((line) => line + end).join('');
  const name = (extension: string): string => `${gauge === '' ? '' : `${gauge}/`}Str_${stampName(startS)}.${extension}`;
  const text = (content: string, encoded: Buffer = Buffer.from(content), extension = 'txt'): Stranger => ({
    kind,
    path: name(extension),
    bytes: encoded,
    texts: [content],
  });
  const opaque = (bytes: Buffer, extension = 'bin'): Stranger => ({ kind, path: name(extension), bytes });
  switch (kind) {
    case 'lines':
      return text(ended(rows()));
    case 'carriage returns':
      return text(ended(rows(), '\r'));
    case 'CRLF':
      return text(ended(rows(), '\r\n'));
    case 'mixed ends':
      return text(
        rows()
          .map((line, i) => line + ['\n', '\r\n', '\r'][i % 3]!)
          .join(''),
      );
    case 'marks':
      return text(
        rows()
          .map((line) => `\ufeff${line}\n`)
          .join(''),
      );
    case 'UTF-16':
    case 'UTF-16 BE': {
      const content = ended(rows());
      const encoded = Buffer.from(`\ufeff${content}`, 'utf16le');
      return text(content, kind === 'UTF-16' ? encoded : encoded.swap16());
    }
    case 'Latin-1': {
      const content = ended([...rows(), 'Étang, x, é, ü, 1']);
      return text(content, Buffer.from(content, 'latin1'));
    }
    case 'no last end':
      return text(rows().join('\n'));
    case 'a line cut': {
      const whole = rows().join('\n');
      return text(whole.slice(0, whole.length - pick(18)));
    }
    case 'other gauges':
      return text(ended(rows('Elsewhere')));
    case 'both gauges':
      return text(ended([...rows(), ...rows('Elsewhere', startS + 1800)]));
    case 'semicolons':
      return text(ended(rows()).replaceAll(', ', ';'));
    case 'a header':
      return text(ended(['label, timestamp, tips, wind, battery', ...rows()]));
    case 'ISO times':
      return text(ended(['time,rain_mm', ...rows().map((_, i) => `2024-05-01T00:0${i}:00Z,0.${pick(9)}`)]));
    case 'long lines':
      return text(ended([...rows(), `${owner}, ${'9'.repeat(66_000 + pick(9000))}`]));
    case 'garbage text':
      return text(ended(Array.from({ length: 9 }, () => bytesOf(pick(60)).toString('base64'))));
    case 'garbage bytes':
      return opaque(bytesOf(200 + pick(4000)));
    case 'NUL bytes':
      return text(`${'\0'.repeat(pick(600))}${ended(rows())}`);
    case 'nothing':
      return text('');
    case 'blanks':
      return text(' \n\t\n\r\n');
    case 'a PDF':
      return opaque(Buffer.concat([Buffer.from('%PDF-1.7\n'), bytesOf(500)]), 'pdf');
    case 'a picture':
      return opaque(Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), bytesOf(500)]), 'png');
    case 'gzip':
    case 'gzip twice': {
      const inner = ended(rows());
      const once = gzipSync(inner);
      return text(inner, kind === 'gzip' ? once : gzipSync(once), 'txt.gz');
    }
    case 'gzip cut': {
      const whole = gzipSync(ended(rows(owner, startS, 40)));
      return opaque(whole.subarray(0, whole.length - 1 - pick(30)), 'gz');
    }
    case 'gzip of garbage':
      return opaque(gzipSync(bytesOf(3000)), 'gz');
    case 'tar':
    case 'tar.gz': {
      const texts = [ended(rows()), ended(rows(owner, startS + 1800))];
      const packed = await tarOf({ 'a.txt': texts[0]!, 'b.txt': texts[1]! });
      return { kind, path: name(kind), bytes: kind === 'tar' ? packed : gzipSync(packed), texts };
    }
    case 'tar with a picture':
      return opaque(
        await tarOf({ 'a.txt': ended(rows()), 'b.png': Buffer.from('89504e470d0a1a0a00000000', 'hex') }),
        'tar',
      );
    case 'tar cut':
      return opaque((await tarOf({ 'a.txt': ended(rows(owner, startS, 60)) })).subarray(0, 1500), 'tar');
    case 'zip':
      return opaque(Buffer.concat([Buffer.from('504b0304', 'hex'), deflateRawSync(ended(rows()))]), 'zip');
    case 'clock faults':
      return text(ended([...rows(owner, 1_072_915_260), ...rows(owner, 4_000_000_000)]));
    case 'error codes':
      return text(
        ended([
          `${owner}, ${startS}, 4294967295, 0, 12`,
          `${owner}, ${startS + 60}, -9999, 0, 12`,
          ...rows(owner, startS + 120),
        ]),
      );
  }
}

function stampName(timeS: number): string {
  const [, year, month, day, hour, minute, second] =
    /^\d\d(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(new Date(timeS * 1000).toISOString()) ?? [];
  return `${day}${month}${year}_${hour}${minute}${second}`;
}

async function tarOf(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const pack = tar.pack();
  for (const [name, bytes] of Object.entries(files)) pack.entry({ name }, bytes);
  pack.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of pack) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

export const STRANGER_KINDS = KINDS.length;
