import { cpSync, existsSync, rmSync } from 'node:fs';
import type { Scene } from './scene.js';

/** The state of a scene, to come back to: the server's files with their dates, and the output folder. */
export interface Snapshot {
  restore(): Promise<void>;
}

export async function snapshotOf(scene: Scene): Promise<Snapshot> {
  const { backend, out } = scene;
  const kept = `${out}-kept-${Date.now()}`;
  if (existsSync(out)) cpSync(out, kept, { recursive: true, preserveTimestamps: true });
  const files = await Promise.all(
    backend.paths().map(async (path) => ({ path, bytes: backend.get(path)!, is: await backend.stat(path) })),
  );
  return {
    restore: async () => {
      scene.faults = undefined;
      for (const path of backend.paths()) await backend.removeFile(path);
      for (const { path, bytes, is } of files) backend.put(path, bytes, is!.modifiedS);
      rmSync(out, { recursive: true, force: true });
      if (existsSync(kept)) cpSync(kept, out, { recursive: true, preserveTimestamps: true });
    },
  };
}
