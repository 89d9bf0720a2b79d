import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { FaultFunction } from '../../../fixtures/ftp-server/index.js';
import { createFaultProxy } from '../../support/servers/fault-proxy.js';
import type { RealServer } from '../../support/servers/real-servers.js';
import type { Owner } from '../../support/temp.js';
import { localFiles, runHere, settingsFor, type Place } from './scene.js';

/** A folder of its own on a real server. */
export interface RealPlace extends Place {
  /** Commands that went through the proxy, by verb. */
  readonly commands: Readonly<Record<string, number>>;
  /** Keeps the state as it is now; gives what brings it back. */
  keep(): () => void;
}

export interface RealPlaceOptions {
  /** Without a proxy, and so without faults, but over TLS: the PEM file of the authority. */
  readonly authorityFile?: string;
  /** Where on disk the files are, if not in the server's own folder; it shows it under this name. */
  readonly folder?: string;
}

let places = 0;

/** A place on a real server, faults being done to it by a proxy in between. */
export async function openRealPlace(
  t: Owner,
  server: RealServer,
  { authorityFile, folder: name = `place-${++places}` }: RealPlaceOptions = {},
): Promise<RealPlace> {
  const root = join(server.base, name);
  mkdirSync(root, { recursive: true });
  const current: { faults: FaultFunction | undefined } = { faults: undefined };
  const proxy = await createFaultProxy({ port: server.port, faults: (call) => current.faults?.(call) });
  t.teardown(() => proxy.close());
  const { folder, out, env } = settingsFor(t, {
    host: '127.0.0.1',
    port: authorityFile === undefined ? proxy.port : server.port,
    user: server.user,
    password: server.password,
    root: join(server.basePath, name),
  });
  if (authorityFile !== undefined) Object.assign(env, { FTP_SECURE: 'true', FTP_CA_FILE: authorityFile });
  const paths = (): string[] => filesUnder(root);
  return Object.assign(current, {
    folder,
    out,
    env,
    password: server.password,
    commands: proxy.commands,
    put: (base: string, files: readonly { path: string; bytes: Uint8Array; modifiedS: number }[]) => {
      for (const { path, bytes, modifiedS } of files) {
        const place = join(root, base, path);
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, bytes);
        utimesSync(place, modifiedS, modifiedS);
      }
    },
    run: (args: readonly string[], extra: Readonly<Record<string, string>> = {}) => runHere(args, { ...env, ...extra }),
    under: (base: string) =>
      new Map(
        paths()
          .filter((path) => `/${path}`.startsWith(`${base}/`))
          .map((path) => [path.slice(base.length), readFileSync(join(root, path), 'latin1')]),
      ),
    paths,
    local: (from = out) => localFiles(from),
    keep: () => {
      const kept = [root, out].map((place) => [
        place,
        join(folder, `kept-${places}-${place === out ? 'out' : 'root'}`),
      ]);
      for (const [place, copy] of kept) if (existsSync(place!)) copyTree(place!, copy!);
      return () => {
        for (const [place, copy] of kept) {
          rmSync(place!, { recursive: true, force: true });
          if (existsSync(copy!)) copyTree(copy!, place!);
        }
      };
    },
  });
}

function copyTree(from: string, to: string): void {
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
}

function filesUnder(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(root, name)).isFile());
}
