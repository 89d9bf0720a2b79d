import { cpSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { get as httpGet } from 'node:http';
import test from 'ava';
import { ENDPOINTS } from '../../../src/serve/api/index.js';
import { tempFolder } from '../../support/temp-folder.js';
import { Lasting } from './support/lasting.js';
import { END_S, published, type Published } from './support/published.js';
import { serving, type Serving } from './support/serving.js';

interface SeriesAnswer {
  readonly time: number[];
  readonly rain_mm: (number | null)[];
  readonly coverage?: number[];
  readonly observed: [number, number, number][];
}

const START_S = END_S - 4 * 86_400;
const lasting = new Lasting();
const state: { network?: Published; server?: Serving } = {};

test.serial.before(async (t) => {
  const kept = lasting.of(t);
  state.network = await published(kept);
  state.server = await serving(kept, state.network.out);
});

test.after.always(() => lasting.end());

/** Rows of a gauge's treated series of the year. */
function treated(gauge: string): { timeS: number; mm: number }[] {
  const file = path.join(state.network!.out, gauge, '2026', `${gauge}_treated_2026.csv`);
  const rows = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  return rows.map((row) => row.split(',')).map((cells) => ({ timeS: Number(cells[1]), mm: Number(cells[3]) }));
}

test('/series: wet readings are those of the treated series, in (from, to]', async (t) => {
  const rows = treated('Polytech').filter(({ mm }) => mm > 0);
  const [from, to] = [rows[3]!.timeS, rows.at(-5)!.timeS];
  const { time, rain_mm } = await state.server!.json<SeriesAnswer>(
    `/api/v1/series?gauge=Polytech&from=${from}&to=${to}`,
  );
  const wanted = rows.filter(({ timeS }) => timeS > from && timeS <= to);
  t.true(wanted.length > 20);
  t.deepEqual(
    time,
    wanted.map(({ timeS }) => timeS),
  );
  t.deepEqual(
    rain_mm,
    wanted.map(({ mm }) => mm),
  );
});

test('/series by steps: sums of steps are those of the readings, and what was not observed is null', async (t) => {
  const rows = treated('Polytech');
  const { time, rain_mm, coverage } = await state.server!.json<SeriesAnswer>(
    `/api/v1/series?gauge=Polytech&from=${START_S}&to=${END_S}&step=1h`,
  );
  t.is(time.length, 96);
  time.forEach((endS, i) => {
    const within = rows.filter(({ timeS }) => timeS > endS - 3600 && timeS <= endS);
    if (coverage![i]! < 1) t.is(rain_mm[i], null);
    else t.is(rain_mm[i], Math.round(within.reduce((sum, { mm }) => sum + mm, 0) * 1e6) / 1e6);
  });
  t.true(rain_mm.includes(null), 'the gap of the showcase is in it');
});

test('/series as CSV: a row for every minute, na where nothing was observed', async (t) => {
  const response = await state.server!.get(`/api/v1/series?gauge=Polytech&from=${START_S}&to=${END_S}&format=csv`);
  const rows = (await response.text()).trim().split('\n');
  t.is(rows[0], 'Datetime_TU,Timestamp,Station,Rain,Coverage');
  t.is(rows.length, 1 + 4 * 1440);
  t.true(rows.some((row) => row.endsWith(',na,0')));
  t.is(response.headers.get('content-disposition'), 'attachment; filename="Polytech_series.csv"');
});

test('/cumulative: the table of now is that of the published file, read or computed', async (t) => {
  const file = path.join(state.network!.out, 'network', 'cumulative.json');
  const live = JSON.parse(readFileSync(file, 'utf8')) as {
    timestamp: number;
    sites: { site: string; lon: number; lat: number }[];
  };
  const byName = (table: typeof live): unknown => [...table.sites].sort((a, b) => (a.site < b.site ? -1 : 1));
  t.deepEqual(byName(await state.server!.json(`/api/v1/cumulative`)), byName(live));
  // Without the file it is made of the series.
  const copy = path.join(tempFolder(t), 'out');
  cpSync(state.network!.out, copy, { recursive: true });
  rmSync(path.join(copy, 'network', 'cumulative.json'));
  const places = new Map(live.sites.map(({ site, lon, lat }) => [site, { lon, lat }]));
  const other = await serving(t, copy, { places });
  t.deepEqual(byName(await other.json(`/api/v1/cumulative?at=${live.timestamp}`)), byName(live));
});

test('/gauges and /cumulative as GeoJSON: longitude comes first', async (t) => {
  for (const name of ['gauges', 'cumulative']) {
    const response = await state.server!.get(`/api/v1/${name}`, { accept: 'application/geo+json' });
    t.is(response.headers.get('content-type'), 'application/geo+json; charset=utf-8');
    const { features } = (await response.json()) as { features: { geometry: { coordinates: number[] } }[] };
    t.is(features.length, 8);
    for (const { geometry } of features) t.true(geometry.coordinates[0]! < 5 && geometry.coordinates[1]! > 43);
  }
});

test('/coverage: observed time and gaps fill the period without overlap', async (t) => {
  const { observed, gaps, coverage } = await state.server!.json<{
    observed: [number, number, number][];
    gaps: [number, number][];
    coverage: number;
  }>(`/api/v1/coverage?gauge=Polytech&from=${START_S}&to=${END_S}`);
  const all = [...observed, ...gaps].map(([startS, endS]) => [startS, endS] as const).sort(([a], [b]) => a - b);
  t.is(all[0]![0], START_S);
  t.is(all.at(-1)![1], END_S);
  for (let i = 1; i < all.length; i++) t.is(all[i]![0], all[i - 1]![1]);
  t.true(coverage > 0.5 && coverage < 1);
});

test('every address answers with an ETag, 304 to it, and the same in gzip and brotli', async (t) => {
  for (const { path: name, query, forms } of ENDPOINTS) {
    const gauge = 'gauge' in query.shape && name !== '/cumulative' ? 'gauge=Hydropolis&' : '';
    for (const form of forms) {
      const address = `${state.server!.url}/api/v1${name}?${gauge}format=${form}`;
      const plain = await raw(address, {});
      t.is(plain.status, 200, address);
      const etag = plain.headers.etag!;
      t.regex(etag, /^"[\w-]{27}"$/);
      const again = await raw(address, { 'if-none-match': etag });
      t.is(again.status, 304, address);
      t.is(again.body.length, 0);
      const zipped = await raw(address, { 'accept-encoding': 'gzip' });
      const tighter = await raw(address, { 'accept-encoding': 'br, gzip' });
      const text = plain.body.toString();
      t.is((zipped.headers['content-encoding'] ? gunzipSync(zipped.body) : zipped.body).toString(), text);
      t.is((tighter.headers['content-encoding'] ? brotliDecompressSync(tighter.body) : tighter.body).toString(), text);
    }
  }
});

test('the OpenAPI document has every address with every parameter of its schema', async (t) => {
  const { paths } = await state.server!.json<{ paths: Record<string, { get: { parameters: { name: string }[] } }> }>(
    '/api/v1/openapi.json',
  );
  t.deepEqual(
    Object.keys(paths),
    ENDPOINTS.map((endpoint) => endpoint.path),
  );
  for (const { path: name, query } of ENDPOINTS)
    t.deepEqual(
      paths[name]!.get.parameters.map((one) => one.name),
      [...Object.keys(query.shape), 'format'],
    );
});

test('a published file comes whole, or the bytes of a range', async (t) => {
  const file = path.join(state.network!.out, 'Lez', '2026', 'Lez_treated_2026.csv');
  const bytes = readFileSync(file);
  const address = '/api/v1/files/Lez/2026/Lez_treated_2026.csv';
  const whole = await state.server!.get(address);
  t.deepEqual(Buffer.from(await whole.arrayBuffer()), bytes);
  for (const [range, from, to] of [
    ['bytes=0-9', 0, 10],
    ['bytes=100-', 100, bytes.length],
    ['bytes=-50', bytes.length - 50, bytes.length],
    [`bytes=${bytes.length - 5}-${bytes.length + 100}`, bytes.length - 5, bytes.length],
  ] as const) {
    const part = await state.server!.get(address, { range });
    t.is(part.status, 206);
    t.is(part.headers.get('content-range'), `bytes ${from}-${to - 1}/${bytes.length}`);
    t.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(from, to));
  }
  t.is((await state.server!.get(address, { range: `bytes=${bytes.length}-` })).status, 416);
  t.is((await state.server!.get(address, { 'if-none-match': whole.headers.get('etag')! })).status, 304);
});

test('a new reading is told to listeners within a second of its publication', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out);
  const stop = new AbortController();
  t.teardown(() => stop.abort());
  const response = await fetch(`${server.url}/api/v1/live`, { signal: stop.signal });
  t.is(response.headers.get('content-type'), 'text/event-stream');
  const events = eventsOf(response.body!);
  // One of the eight fell silent before this day began.
  t.is((await events.next()).gauges.length, 7);
  const told = events.next();
  await network.add('Lez', `Lez, ${END_S + 60}, 3, 0, 12.5\n`);
  const addedMs = performance.now();
  const { gauges } = await told;
  t.true(performance.now() - addedMs < 1000);
  t.deepEqual(gauges, [{ gauge: 'Lez', last_reading: END_S + 60 }]);
  const { time } = await server.json<SeriesAnswer>('/api/v1/series?gauge=Lez&last=1h');
  t.is(time.at(-1), END_S + 60);
});

test('metrics tell the last reading of each gauge, and health is good', async (t) => {
  const text = await (await state.server!.get('/metrics')).text();
  t.true(text.includes(`pluvio_last_reading_timestamp_seconds{gauge="Lez"} ${END_S}\n`), text);
  t.true(text.includes('pluvio_silence_seconds{gauge="Lez"} 120\n'));
  t.is((await state.server!.get('/healthz')).status, 200);
});

test('/status says nothing of where the output folder lies', async (t) => {
  const text = await (await state.server!.get('/api/v1/status')).text();
  t.false(text.includes(state.network!.folder));
  t.true(text.includes('"silentS":120'));
});

interface Raw {
  readonly status: number;
  readonly headers: Record<string, string | undefined>;
  readonly body: Buffer;
}

/** A request whose answer is not unpacked. */
function raw(address: string, headers: Record<string, string>): Promise<Raw> {
  return new Promise((resolve, reject) => {
    httpGet(address, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode!,
          headers: response.headers as Record<string, string>,
          body: Buffer.concat(parts),
        }),
      );
    }).on('error', reject);
  });
}

/** The data of server-sent events, one at a time. */
function eventsOf(body: ReadableStream<Uint8Array>): {
  next: () => Promise<{ gauges: { gauge: string; last_reading: number }[] }>;
} {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    next: async () => {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const event = text.slice(0, end);
          text = text.slice(end + 2);
          const data = /^data: (.*)$/m.exec(event)?.[1];
          if (data !== undefined) return JSON.parse(data) as never;
          continue;
        }
        const { value, done } = await reader.read();
        if (done) throw new Error('the stream ended');
        text += decoder.decode(value, { stream: true });
      }
    },
  };
}
