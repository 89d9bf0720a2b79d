import { cpSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { request } from 'node:http';
import path from 'node:path';
import test from 'ava';
import { ENDPOINTS } from '../../../src/serve/api/index.js';
import { published } from './support/published.js';
import { serving, type Serving } from './support/serving.js';
import { until } from '../../support/until.js';

const HOSTILE = [
  '../../../../etc/passwd',
  '..%2f..%2f..%2fetc%2fpasswd',
  '/etc/passwd',
  '..\\..\\windows',
  'Lez/../../etc',
  '%00',
  '.pluvio',
  'quarantine',
  'network',
  '__proto__',
  'constructor',
  'toString',
  '<script>alert(1)</script>',
  "' OR 1=1 --",
  '9'.repeat(400),
  '-1',
  '1e999',
  'NaN',
  '١٢٣',
  '\u202e',
];

/** Whether an answer is a clear refusal or a real answer: nothing that nobody foresaw. */
async function isClear({ bugs }: Serving, response: Response): Promise<boolean> {
  const text = await response.text();
  return response.status < 500 && bugs.length === 0 && !text.includes('root:') && !/\bat .*\.js:\d+/.test(text);
}

test.serial('every parameter of every address refuses hostile values clearly, and none reaches a path', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out);
  for (const { path: name, query } of ENDPOINTS)
    for (const parameter of [...Object.keys(query.shape), 'format', '__proto__', 'x'])
      for (const value of HOSTILE) {
        const asked = new URLSearchParams({ ...('gauge' in query.shape ? { gauge: 'Lez' } : {}), [parameter]: value });
        const response = await server.get(`/api/v1${name}?${asked.toString()}`);
        t.true(await isClear(server, response), `${name} ${parameter}=${value}: ${response.status}`);
        if (parameter === 'gauge')
          t.is(response.status, name === '/cumulative' || value.length > 200 ? response.status : 404);
      }
});

test.serial('no address below files or the page leads out of what is listed', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out);
  writeFileSync(path.join(network.folder, 'secret.txt'), 'root: secret');
  writeFileSync(path.join(network.out, 'Lez', '2026', 'private.csv'), 'root: secret');
  const places = [
    '/api/v1/files/Lez/2026/private.csv',
    '/api/v1/files/Lez/2026/..%2f..%2f..%2fsecret.txt',
    '/api/v1/files/..%2f/2026/secret.txt',
    '/api/v1/files/Lez/%2e%2e/secret.txt',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/....//package.json',
    '/map/..%2f..%2fpackage.json',
    '/%',
    '/%ff%fe',
    '/api/v1/files/%/%/%',
  ];
  for (const place of places) {
    const { status, text } = await rawGet(server.url, place);
    t.true(status === 404 || status === 400, `${place}: ${status} ${text.slice(0, 100)}`);
    t.false(text.includes('root: secret') || text.includes('"dependencies"'), place);
  }
  t.deepEqual(server.bugs, []);
});

/** A request whose path is sent as it is. */
function rawGet(url: string, place: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path: place }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode!, text }));
    });
    asking.on('error', reject).end();
  });
}

test.serial('methods that change, long addresses and repeated parameters are refused', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    t.is((await fetch(`${server.url}/api/v1/gauges`, { method })).status, 405);
  t.is((await server.get(`/api/v1/gauges?x=${'a'.repeat(5000)}`)).status, 414);
  t.is((await server.get('/api/v1/series?gauge=Lez&gauge=Lez')).status, 400);
  t.is((await server.get('/api/v1/series?gauge=Lez&step=1s&from=2000-01-01')).status, 413);
  t.is((await server.get('/api/v1/cumulative?gauge=Lez&every=1s&from=2000-01-01')).status, 413);
  t.is((await server.get('/api/v1/idf?gauge=Lez&format=geojson')).status, 406);
});

test.serial('every answer, also a refusal, has the headers that keep a page safe, and no cookie', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out);
  for (const place of ['/', '/app.js', '/api/v1/gauges', '/api/v1/series', '/nothing', '/api']) {
    const { headers } = await server.get(place);
    t.regex(headers.get('content-security-policy')!, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    t.is(headers.get('x-content-type-options'), 'nosniff', place);
    t.is(headers.get('set-cookie'), null);
    t.is(headers.get('access-control-allow-origin'), null);
  }
});

test.serial('below a base path everything is there, and nothing beside it', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out, { basePath: '/rain' });
  t.is((await server.get('/rain/')).status, 200);
  t.is((await server.get('/rain/api/v1/gauges')).status, 200);
  const redirected = await server.get('/rain');
  t.is(redirected.status, 301);
  t.is(new URL(redirected.headers.get('location')!, `${server.url}/rain`).pathname, '/rain/');
  t.is((await server.get('/api/v1/gauges')).status, 404);
  t.is((await server.get('/')).status, 404);
});

test.serial('a client that asks too often is told to wait; another is not', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out, { requestsPerS: 5, nowMs: () => 0 });
  const ask = (from: string): Promise<Response> =>
    server.get('/api/v1/gauges', { 'x-forwarded-for': `1.1.1.1, ${from}` });
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask('192.0.2.1')));
  const refused = answers.filter(({ status }) => status === 429);
  t.is(refused.length, 20);
  t.is(refused[0]!.headers.get('retry-after'), '2');
  t.is((await ask('192.0.2.2')).status, 200);
});

test.serial('200 clients that send half a request do not keep others from an answer', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out);
  const { port } = new URL(server.url);
  const slow = Array.from({ length: 200 }, () => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET /api/v1/gauges HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    return socket;
  });
  t.teardown(() => slow.forEach((socket) => socket.destroy()));
  const startMs = performance.now();
  t.is((await server.get('/api/v1/gauges')).status, 200);
  t.true(performance.now() - startMs < 5000);
});

test.serial(
  'a publication that goes away is told, what was known is still served, and its return is seen',
  async (t) => {
    const network = await published(t, 1);
    const told: (string | undefined)[] = [];
    const server = await serving(t, network.out, { onReachable: (failure) => told.push(failure) });
    const series = '/api/v1/series?gauge=Lez';
    t.is((await server.get(series)).status, 200);
    renameSync(network.out, `${network.out}-away`);
    writeFileSync(network.out, 'a file where the folder was');
    t.true(await until(() => told.length === 1));
    t.is((await server.get(series)).status, 200, 'kept in memory');
    t.is((await server.get('/api/v1/series?gauge=Garrigue')).status, 503);
    t.true((await (await server.get('/metrics')).text()).includes('pluvio_publication_reachable 0'));
    renameSync(network.out, `${network.out}-file`);
    renameSync(`${network.out}-away`, network.out);
    t.true(await until(() => told.length === 2));
    t.is(told[1], undefined);
    t.is((await server.get('/api/v1/series?gauge=Garrigue')).status, 200);
  },
);

test.serial('a year whose files do not match its manifest is not served, and is again when they do', async (t) => {
  const network = await published(t, 1);
  const server = await serving(t, network.out);
  const file = path.join(network.out, 'Lez', '2026', 'Lez_treated_2026.csv');
  cpSync(file, `${file}.kept`);
  writeFileSync(file, 'Datetime_TU,Timestamp,Station,Rain,Wind,Battery\n');
  const refused = await server.get('/api/v1/series?gauge=Lez');
  t.is(refused.status, 503);
  t.regex(await refused.text(), /Lez 2026 is being published, or its files do not match its manifest/);
  renameSync(`${file}.kept`, file);
  t.is((await server.get('/api/v1/series?gauge=Lez')).status, 200);
});
