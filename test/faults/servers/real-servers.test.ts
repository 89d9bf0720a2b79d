import test from 'ava';
import { REAL_SERVERS, startRealServer, whyNot, type RealServerName } from '../../support/servers/real-servers.js';
import { IS_LONG, tellFigure } from '../support/extent.js';
import { APPENDING, HEALED, LASTING, LEAVING } from '../support/faults.js';
import { openRealPlace, type RealPlace } from '../support/real-place.js';
import { runFault, type Fault } from '../support/run-fault.js';
import { network, troublesIn } from '../support/scene.js';
import { testUnless } from '../../support/needs.js';

/** The ends of what outlives a single test here: the servers, and a place on each. */
const endings: (() => unknown)[] = [];
const owner = { teardown: (end: () => unknown) => void endings.push(end) };
const places = new Map<string, Promise<{ place: RealPlace; restore: () => void }>>();

test.after.always(async () => {
  for (const end of endings.reverse()) await end();
});

async function serverNamed(name: RealServerName): Promise<RealPlace> {
  const server = await startRealServer(name);
  owner.teardown(() => server.stop());
  return openRealPlace(owner, server);
}

/** The history is published on a server, and later files came in: made once, then brought back to the same state. */
async function placeBefore(name: RealServerName): Promise<RealPlace> {
  const known = places.get(name) ?? prepared(name);
  places.set(name, known);
  const { place, restore } = await known;
  place.faults = undefined;
  restore();
  return place;
}

async function prepared(name: RealServerName): Promise<{ place: RealPlace; restore: () => void }> {
  const place = await serverNamed(name);
  place.put('/raw', network.history);
  const { code, stderr } = await place.run(['init']);
  if (code !== 0) throw new Error(troublesIn(stderr));
  place.put('/raw', network.later);
  return { place, restore: place.keep() };
}

const KINDS: readonly (readonly [what: string, faults: readonly Fault[]])[] = [
  ['heals by itself', [...HEALED.filter(({ what }) => !needsSight(what)), ...LEAVING, ...APPENDING]],
  ['ends with 4 and keeps everything', LASTING],
];

/** The proxy does not know what is there, and so cannot forbid to overwrite it: a server's own limit does that. */
function needsSight(what: string): boolean {
  return what.startsWith('rename over an existing file');
}

let tried = 0;
let turn = 0;
for (const [what, faults] of KINDS)
  for (const fault of faults)
    for (const name of IS_LONG ? REAL_SERVERS : inTurn(REAL_SERVERS))
      testUnless(whyNot(name), test.serial)(`update on ${name} ${what}: ${fault.what}`, async (t) => {
        t.timeout(60_000);
        tried++;
        await runFault(t, fault, 'update', () => placeBefore(name));
      });

/** In the sample every other fault, each on one server. */
function inTurn(names: readonly RealServerName[]): readonly RealServerName[] {
  turn++;
  return turn % 2 === 0 ? [] : [names[((turn - 1) / 2) % names.length]!];
}

test.after(() =>
  tellFigure('faults done to vsftpd, ProFTPD and Pure-FTPd by a proxy', tried, 'as on the embedded server'),
);
