import { PluvioError, failsAlone } from '../../domain/errors.js';
import type { NetworkContext, RunContext } from '../context.js';
import { publishNetwork } from '../network/network.js';
import { networksDue } from '../network/network-due.js';
import { checkParts } from './verify.js';
import { copyFromOther } from './copy-from-other.js';
import { partName, type Checked, type Flaw, type Look, type Part, type Places } from './flaw.js';
import { remake } from './remake.js';

/** A flaw, and what became of it. */
export interface Mended {
  readonly part: Part;
  readonly flaw: Flaw;
  /** How it was mended; undefined where it was not. */
  readonly how: string | undefined;
  /** Why not. */
  readonly why: string | undefined;
}

/**
 * Mends what was found: file by file from the other place's copy where that is whole, else from what the part is made of. Then
 * looks again, and tells only what is right by now as mended.
 */
export async function repairParts(
  checked: readonly Checked[],
  places: Places,
  look: Look,
  context: RunContext,
): Promise<Mended[]> {
  const mended: Mended[] = [];
  for (const found of checked) {
    context.signal?.throwIfAborted();
    if (found.flaws.length > 0) mended.push(...(await repairPart(found, places, look, context)));
  }
  await makeNetworksDue(context);
  return mended;
}

/** Only now is all whole that the network's files and tables are made from; where something is not, which is told, they stay due. */
async function makeNetworksDue(context: NetworkContext): Promise<void> {
  if (networksDue(context).length === 0) return;
  try {
    await publishNetwork([], context);
  } catch (error) {
    if (!(error instanceof PluvioError) || (error.code !== 'DAMAGED' && !failsAlone(error))) throw error;
  }
}

async function repairPart(found: Checked, places: Places, look: Look, context: RunContext): Promise<Mended[]> {
  const copied = new Map<Flaw, string>();
  const whys = new Map<Flaw, string>();
  for (const flaw of found.flaws) {
    try {
      const from = await copyFromOther(flaw, places, context);
      if (from !== undefined) copied.set(flaw, `copied from ${from}`);
    } catch (error) {
      if (!(error instanceof PluvioError) || !failsAlone(error)) throw error;
      whys.set(flaw, error.message);
    }
  }
  const rest = found.flaws.filter((flaw) => !copied.has(flaw));
  const why = rest.length > 0 ? await remake({ ...found, flaws: rest }, places, context) : undefined;
  const still = await stillWrong(found, places, look);
  const { part } = found;
  return found.flaws.map((flaw) => {
    const now = still.find(({ place, path }) => place === flaw.place && path === flaw.path);
    if (!now) return { part, flaw, how: copied.get(flaw) ?? madeOf(found), why: undefined };
    return { part, flaw, how: undefined, why: why ?? whys.get(flaw) ?? now.why };
  });
}

async function stillWrong({ part }: Checked, places: Places, look: Look): Promise<Flaw[]> {
  const again = await checkParts([part], places, look);
  return again.filter((one) => partName(one.part) === partName(part)).flatMap(({ flaws }) => [...flaws]);
}

function madeOf({ part }: Checked): string {
  if (part.kind === 'year') return 'made again from the raw series';
  if (part.kind === 'tables' || part.kind === 'live') return 'made again from the gauges’ years';
  return part.kind === 'network' ? 'made again from the gauges’ matrices' : 'both copies united';
}
