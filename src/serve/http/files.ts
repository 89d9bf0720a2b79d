import type { Context } from 'hono';
import { yearFolder } from '../../domain/paths.js';
import type { ServeContext } from '../context.js';
import { RequestProblem } from './problem.js';
import { matches } from './answer.js';

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  nc: 'application/x-netcdf',
  parquet: 'application/vnd.apache.parquet',
};

/** A published file, as it is; only those that a manifest lists. Ranges of bytes are answered. */
export async function fileAnswer(c: Context, { catalogue, store }: ServeContext): Promise<Response> {
  const { gauge = '', year = '', name = '' } = c.req.param() as Record<string, string | undefined>;
  const published = catalogue.current.gauges.get(gauge)?.years.find((one) => String(one.year) === year);
  const listed = published?.manifest.files.find((file) => file.name === name && !file.name.includes('/'));
  if (!listed) throw new RequestProblem(404, `No such file is published; /api/v1/gauges lists the files of each year`);
  const etag = `"${listed.sha256.slice(0, 32)}"`;
  if (matches(c.req.header('if-none-match'), etag)) return c.body(null, 304, { etag });
  const entry = await store.stat(`${yearFolder(gauge, published!.year)}/${name}`);
  if (entry?.sizeBytes !== listed.sizeBytes)
    throw new RequestProblem(503, `${name} is being published; ask again in a moment`);
  const range = rangeOf(c.req.header('range'), c.req.header('if-range'), { etag, sizeBytes: listed.sizeBytes });
  const headers = {
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'no-cache',
    'content-type': TYPES[name.split('.').at(-1)!] ?? 'application/octet-stream',
    'content-length': String(range.end - range.start),
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  };
  const body = c.req.method === 'HEAD' ? null : streamOf(store.read(entry), range);
  if (!range.isPart) return new Response(body, { headers });
  const contentRange = `bytes ${range.start}-${range.end - 1}/${listed.sizeBytes}`;
  return new Response(body, { status: 206, headers: { ...headers, 'content-range': contentRange } });
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly isPart: boolean;
}

/** One range of bytes, RFC 9110; several at once, or of another version, are answered with the whole. */
function rangeOf(
  header: string | undefined,
  ifRange: string | undefined,
  { etag, sizeBytes }: { readonly etag: string; readonly sizeBytes: number },
): Range {
  const whole = { start: 0, end: sizeBytes, isPart: false };
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (!match || (ifRange !== undefined && ifRange !== etag) || match[0] === 'bytes=-') return whole;
  const [, from = '', to = ''] = match;
  const start = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? sizeBytes : Math.min(sizeBytes, Number(to) + 1);
  if (start >= end) throw new RequestProblem(416, `The file has ${sizeBytes} bytes; the range lies behind its end`);
  return { start, end, isPart: true };
}

/** The bytes of a range, no faster than they are taken. */
function streamOf(pieces: AsyncIterable<Uint8Array>, { start, end }: Range): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = pieces[Symbol.asyncIterator]();
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        const next: IteratorResult<Uint8Array, unknown> =
          at >= end ? { value: undefined, done: true } : await iterator.next();
        if (next.done === true) {
          controller.close();
          await iterator.return?.();
          return;
        }
        const { value } = next;
        const part = value.subarray(Math.max(0, start - at), Math.max(0, end - at));
        at += value.length;
        if (part.length === 0) continue;
        // A piece is good only until the next one is asked for.
        controller.enqueue(part.slice());
        return;
      }
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
