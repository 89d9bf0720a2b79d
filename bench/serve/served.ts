import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { pluvio, PLUVIO_CLI } from '../contestants.js';
import { benchFolder } from '../data/cache.js';
import { growingGauge } from '../data/growing-gauge.js';
import { measure, type Command } from '../measure/measure.js';
import { treeCpuS } from '../measure/process-tree.js';

/** A server of its own process, and what asks it. */
export interface Served {
  readonly gauge: string;
  /** Asks, and reads the answer to its end; gives its bytes. Throws where it is no 200. */
  readonly get: (path: string, headers?: http.OutgoingHttpHeaders) => Promise<Buffer>;
  /** CPU seconds of the server so far. */
  readonly cpuS: () => number;
  /** Memory of the server now, MB. */
  readonly residentMb: () => number;
  readonly stop: () => Promise<void>;
}

/** A gauge's year of minutes, published into a folder. */
export async function publishYear(): Promise<{ readonly gauge: string; readonly out: string }> {
  const { gauge, history } = growingGauge(1, 1);
  const out = join(benchFolder(), 'serve');
  if (existsSync(out)) rmSync(out, { recursive: true });
  await measure(pluvio(['init', '--from', history, '--out', out]));
  return { gauge, out };
}

/** `pluvio serve` over a folder, without a limit of requests. */
export function servePluvio(gauge: string, out: string): Promise<Served> {
  const options = ['--out', out, '--port', '0', '--rate', '0'];
  return start(gauge, { file: process.execPath, args: [PLUVIO_CLI, '--quiet', 'serve', ...options] });
}

/** A server that knows one answer and says it: what Node itself takes for a request. */
export function serveBytes(gauge: string, file: string): Promise<Served> {
  const program = `
    const body = require('node:fs').readFileSync(${JSON.stringify(file)});
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const server = require('node:http').createServer((_, response) => response.writeHead(200, headers).end(body));
    server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/'));`;
  return start(gauge, { file: process.execPath, args: ['-e', program] });
}

async function start(gauge: string, { file, args, env, cwd }: Command): Promise<Served> {
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
    ...(cwd !== undefined && { cwd }),
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const root = said.toString().trim().replace(/\/$/, '');
  const agent = new http.Agent({ keepAlive: true });
  const pid = child.pid!;
  return {
    gauge,
    get: (path, headers = {}) => asked(`${root}${path}`, { agent, headers }),
    cpuS: () => treeCpuS(pid),
    residentMb: () => Number(/^VmRSS:\s*(\d+)/m.exec(statusOf(pid))?.[1] ?? 0) / 1024,
    async stop() {
      agent.destroy();
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

function asked(url: string, options: http.RequestOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    http
      .get(url, options, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(pieces);
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(`${url}: ${String(response.statusCode)} ${body.toString().slice(0, 200)}`));
        });
      })
      .on('error', reject);
  });
}
