import { Hono, type Context } from 'hono';
import { bodyProblem } from './http/failure.js';
import { answerTo } from './http/answer.js';
import { fileAnswer } from './http/files.js';
import { securityHeaders } from './http/headers.js';
import type { Live } from './http/live.js';
import { RequestProblem } from './http/problem.js';
import { clientOf, type RateLimit } from './http/rate.js';
import type { StaticFiles } from './http/static-files.js';
import { ENDPOINTS } from './api/index.js';
import { openApi } from './api/openapi.js';
import { referencePage } from './api/reference.js';
import type { ServeContext } from './context.js';
import type { Metrics } from './metrics/metrics.js';
import { change } from './change.js';
import { SENSORTHINGS_PATH, sensorThingsAnswer } from './sensorthings/answer.js';

/** Longer addresses are no question that anybody has. */
const MOST_URL_LENGTH = 4096;

export interface AppParts {
  readonly context: ServeContext;
  readonly page: StaticFiles;
  readonly live: Live;
  readonly rate: RateLimit;
  readonly metrics: Metrics;
  /** What the page is told about itself. */
  readonly pageSettings: PageSettings;
  /** Whether the publication could be read of late. */
  readonly isHealthy: () => boolean;
  /** Tells of an error that nobody foresaw, under an id that the client is told too. */
  readonly onBug: (error: unknown, id: string) => void;
}

/** Settings of the page. */
export interface PageSettings {
  readonly title: string;
  /** Address of map tiles with {z}, {x}, {y}, and whom they are from; the embedded map is there without. */
  readonly tiles: string | undefined;
  readonly tilesAttribution: string | undefined;
  /** IANA zone of local times; the browser's where undefined. */
  readonly timeZone: string | undefined;
}

interface Env {
  Bindings: { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } } };
}

/** Every address, below a base path ('' or `/rain`). */
export function createApp(parts: AppParts, basePath: string): Hono<Env> {
  const { context, page, live, rate, metrics, pageSettings, isHealthy, onBug } = parts;
  const headers = securityHeaders(pageSettings.tiles);
  const root = new Hono<Env>();
  const app = basePath === '' ? root : root.basePath(basePath);
  root.use(async (c, next) => {
    const startMs = performance.now();
    check(c, rate);
    await next();
    metrics.request(routeOf(c.req.path, basePath), c.res.status, performance.now() - startMs);
  });
  root.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
  });
  root.onError((error, c) => {
    const response = bodyProblem(c, error, onBug);
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  });
  root.notFound((c) => bodyProblem(c, new RequestProblem(404, 'There is nothing at this address'), onBug));
  for (const endpoint of ENDPOINTS) app.get(`/api/v1${endpoint.path}`, (c) => answerTo(c, endpoint, context));
  app.get('/api/v1/openapi.json', (c) => c.json(openApi(context.version)));
  app.get('/api/v1/settings', (c) => c.json(pageSettings));
  app.get('/api/v1/live', (c) => live.answer(c, () => change(context.catalogue.current)));
  app.get('/api/v1/files/:gauge/:year/:name', (c) => fileAnswer(c, context));
  for (const path of [SENSORTHINGS_PATH, `${SENSORTHINGS_PATH}/*`])
    app.get(path, (c) => sensorThingsAnswer(c, context, basePath));
  app.get('/api', (c) => c.html(referencePage()));
  app.get('/healthz', (c) =>
    c.text(isHealthy() ? 'ok\n' : 'what is published has not been read for a while\n', isHealthy() ? 200 : 503),
  );
  app.get('/metrics', async (c) => c.text(await metrics.text(), 200, { 'content-type': metrics.contentType }));
  if (basePath !== '') root.get(basePath, (c) => c.redirect(`${basePath.slice(1).split('/').at(-1)!}/`, 301));
  app.get('/*', async (c) => {
    const name = c.req.path.slice(basePath.length + 1) || 'index.html';
    return (await page.answer(c, name)) ?? c.notFound();
  });
  return root;
}

function check(c: Context<Env>, rate: RateLimit): void {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD')
    throw new RequestProblem(405, `${c.req.method.slice(0, 20)} is not answered here: everything is read-only`);
  if (c.req.url.length > MOST_URL_LENGTH) throw new RequestProblem(414, 'The address is too long');
  const address = (c.env as Env['Bindings'] | undefined)?.incoming?.socket?.remoteAddress;
  if (!rate.take(clientOf(address, c.req.header('x-forwarded-for'))))
    throw new RequestProblem(429, 'Too many requests; come again in a few seconds');
}

/** A short name of what was asked for, of which there are few. */
function routeOf(path: string, basePath: string): string {
  const match = /^\/(api\/v1\/[a-z.]+|api|v1\.1|metrics|healthz)/.exec(path.slice(basePath.length));
  return match ? match[1]! : 'page';
}
