import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Context } from 'hono';
import { matches } from './answer.js';
import { encodingFor, LEAST_PACKED_BYTES, packed } from './body.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
/** Brotli's best: each file is packed once. */
const BEST = 9;

interface StaticFile {
  readonly file: string;
  readonly type: string;
}

/** The files of the page, listed once: no name that is asked for becomes a path. */
export class StaticFiles {
  private readonly files = new Map<string, StaticFile>();
  private readonly bodies = new Map<string, { readonly bytes: Uint8Array; readonly etag: string }>();

  constructor(folder: string) {
    for (const name of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const type = TYPES[path.extname(name)];
      if (type !== undefined) this.files.set(name.split(path.sep).join('/'), { file: path.join(folder, name), type });
    }
  }

  /** The answer for a name; undefined where there is no such file. */
  async answer(c: Context, name: string): Promise<Response | undefined> {
    const found = this.files.get(name);
    if (!found) return undefined;
    const wanted = encodingFor(c.req.header('accept-encoding'));
    const body = await this.body(name, found, wanted);
    const headers = { etag: body.etag, vary: 'accept-encoding', 'cache-control': 'no-cache' };
    if (matches(c.req.header('if-none-match'), body.etag)) return c.body(null, 304, headers);
    const isPacked = wanted !== 'identity' && body.bytes.length > 0 && body.etag.endsWith(`${wanted}"`);
    return c.body(body.bytes as Uint8Array<ArrayBuffer>, 200, {
      ...headers,
      'content-type': found.type,
      'content-length': String(body.bytes.length),
      ...(isPacked ? { 'content-encoding': wanted } : {}),
    });
  }

  private async body(name: string, { file }: StaticFile, wanted: ReturnType<typeof encodingFor>) {
    const key = `${wanted} ${name}`;
    const kept = this.bodies.get(key);
    if (kept) return kept;
    const plain = fs.readFileSync(file);
    const encoding = plain.length < LEAST_PACKED_BYTES ? 'identity' : wanted;
    const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 16);
    const body = { bytes: await packed(plain, encoding, BEST), etag: `"${hash}-${encoding}"` };
    this.bodies.set(key, body);
    return body;
  }
}
