import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pluvio } from '../contestants.js';
import { benchFolder } from '../data/cache.js';
import { growingGauge } from '../data/growing-gauge.js';
import { startWatchedServer, type WatchedServer } from '../ftp/watched-server.js';
import { measure, type Command } from '../measure/measure.js';

/** A gauge whose history is published on a server and in an output folder, and whose logger goes on sending. */
export interface PublishedGauge {
  readonly server: WatchedServer;
  /** The logger sends so many more files. */
  readonly send: (files: number) => void;
  /** `pluvio update` with more options. */
  readonly update: (...options: string[]) => Command;
  readonly stop: () => Promise<void>;
}

/**
 * Publishes a history of so many years by `init`, with these options, then lets an `update` get to know the server, which costs
 * once. Another one in the same folder takes its place.
 */
export async function publishGauge(
  years: number,
  everyMin: number,
  { folder = 'update', options = [] }: { readonly folder?: string; readonly options?: readonly string[] } = {},
): Promise<PublishedGauge> {
  const { gauge, history, coming } = growingGauge(years, everyMin);
  const work = join(benchFolder(), folder);
  rmSync(work, { recursive: true, force: true });
  const root = join(work, 'server');
  const out = join(work, 'output');
  const raw = join(root, 'raw', gauge);
  mkdirSync(raw, { recursive: true });
  await measure(pluvio(['init', '--from', history, '--to', join(root, 'published'), '--out', out, ...options]));
  const server = await startWatchedServer(root);
  const files = readdirSync(coming).sort()[Symbol.iterator]();
  const stores = ['--from', `ftp://${server.address}/raw`, '--to', `ftp://${server.address}/published`];
  const published: PublishedGauge = {
    server,
    send(count) {
      for (let i = 0; i < count; i++) {
        const { value: name, done } = files.next();
        if (done === true) throw new Error('no file is left to be sent');
        copyFileSync(join(coming, name), join(work, name));
        renameSync(join(work, name), join(raw, name));
      }
    },
    update: (...more) => pluvio(['update', ...stores, '--out', out, '--settle', '0', ...more], server.login),
    async stop() {
      await server.stop();
      rmSync(work, { recursive: true, force: true });
    },
  };
  await measure(published.update());
  return published;
}
