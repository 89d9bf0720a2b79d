import type { Outcome, Scene } from './scene.js';
import { network } from './scene.js';

/** A moment on the wire: the server is about to carry a command out, or has just taken it. */
export interface WirePoint {
  readonly verb: string;
  readonly path: RegExp;
  /** Whether the command is still carried out. */
  readonly carriedOut: boolean;
}

/** A command that is to be killed. */
export interface Victim {
  readonly name: string;
  readonly args: readonly string[];
  /** Puts the scene into the state before it. */
  readonly before: (scene: Scene) => Promise<void>;
  /** Points that the program passes, by name. */
  readonly steps: readonly string[];
  readonly wire: readonly WirePoint[];
  /** Whether an earlier round merged without publishing. */
  readonly followsMerge?: boolean;
  /** Raw lines that were sent by then. */
  readonly sent: typeof network.history;
}

/** Every named point of `init` and `update`. */
const STEPS = [
  'local-pending',
  'local-file',
  'local-manifest',
  'local-quarantine',
  'target-quarantine',
  'target-pending',
  'target-file',
  'target-manifest',
  'local-network',
  'target-network',
  'raw-deleted',
];

const before = (verb: string, path: RegExp): WirePoint => ({ verb, path, carriedOut: false });
const after = (verb: string, path: RegExp): WirePoint => ({ verb, path, carriedOut: true });

const DELETING = [after('RNTO', /leaving/), before('DELE', /leaving/), after('DELE', /leaving/)];
const REPLACING = [
  after('STOR', /concatenated/),
  after('RETR', /concatenated.*tmp$/),
  before('RNTO', /concatenated_\d+\.csv$/),
  after('RNTO', /concatenated_\d+\.csv$/),
  before('RNTO', /manifest_\d+\.json$/),
];
const APPENDING = [
  before('RNTO', /concatenated.*growing$/),
  after('RNTO', /concatenated.*growing$/),
  before('APPE', /concatenated/),
  after('APPE', /concatenated/),
  after('RETR', /concatenated.*growing$/),
  before('RNTO', /concatenated_\d+\.csv$/),
  after('RNTO', /concatenated_\d+\.csv$/),
  after('APPE', /treated/),
];

async function well(outcome: Promise<Outcome>): Promise<void> {
  const { code, stderr } = await outcome;
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
}

function filesIn(scene: Scene, base: string): Promise<void> {
  scene.put(base, network.history);
  return Promise.resolve();
}

/** The history is published, and later files came in. */
async function laterFiles(scene: Scene): Promise<void> {
  scene.put('/raw', network.history);
  await well(scene.run(['init']));
  scene.put('/raw', network.later);
}

const sent = [...network.history, ...network.later];
const half = Math.floor(network.later.length / 2);

export const VICTIMS: readonly Victim[] = [
  {
    name: 'copy',
    args: ['copy'],
    before: (scene) => filesIn(scene, '/base'),
    steps: ['raw-copied'],
    wire: [before('RNTO', /\/raw\//), after('STOR', /\/raw\//)],
    sent: network.history,
  },
  {
    name: 'init',
    args: ['init'],
    before: (scene) => filesIn(scene, '/raw'),
    steps: STEPS,
    wire: [...REPLACING, ...DELETING],
    sent: network.history,
  },
  {
    name: 'update',
    args: ['update'],
    before: laterFiles,
    steps: STEPS,
    wire: [...REPLACING, ...DELETING],
    sent,
  },
  {
    name: 'update --publish append',
    args: ['update', '--publish', 'append'],
    before: laterFiles,
    steps: STEPS,
    wire: [...APPENDING, ...DELETING],
    sent,
  },
  {
    name: 'update --publish-every, merging only',
    args: ['update', '--publish-every', '1h'],
    before: laterFiles,
    steps: ['local-pending', 'local-file', 'local-manifest', 'local-quarantine', 'local-network'],
    wire: [after('RETR', /\/raw\//)],
    sent,
  },
  {
    name: 'update that publishes what was merged',
    args: ['update', '--publish', 'append'],
    before: async (scene) => {
      scene.put('/raw', network.history);
      await well(scene.run(['init']));
      scene.put('/raw', network.later.slice(0, half));
      await well(scene.run(['update', '--publish-every', '1h']));
      scene.put('/raw', network.later.slice(half));
    },
    followsMerge: true,
    steps: STEPS,
    wire: [...APPENDING, ...DELETING],
    sent,
  },
];
