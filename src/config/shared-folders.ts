import type { Gauge, GaugeFolder, GaugeRow } from '../domain/network.js';
import { shown, type TableProblems } from '../tables/table-problems.js';

/** A gauge, and the line of its first row. */
export interface ReadGauge {
  readonly gauge: Gauge;
  readonly line: number;
}

interface Claim {
  readonly owner: Gauge;
  readonly folder: string;
  readonly fromS: number;
  readonly untilS: number;
  readonly line: number;
}

/**
 * Tells each gauge since when which folders are its: those of its rows, each until the next row, or until the row of another gauge that names
 * the same folder. Gauges with one folder for all time are left as they are. Notes folders that two gauges claim from one moment on.
 */
export function withFolders(gauges: readonly ReadGauge[], problems: TableProblems): ReadGauge[] {
  const claims = new Map<string, Claim[]>();
  for (const { gauge, line } of gauges)
    for (const claim of claimsOf(gauge, line)) {
      const key = claim.folder.normalize('NFC');
      const others = claims.get(key);
      if (others) others.push(claim);
      else claims.set(key, [claim]);
    }
  const folders = new Map<Gauge, GaugeFolder[]>();
  for (const all of claims.values()) {
    const isShared = all.some(({ owner }) => owner !== all[0]!.owner);
    // Two that hold from the beginning are two gauges of one name: they are told so.
    if (isShared && all.every(({ fromS }) => fromS === -Infinity)) continue;
    for (const { owner, folder, fromS, untilS } of resolved(all, problems)) {
      const own = folders.get(owner) ?? [];
      own.push({ folder, fromS, untilS, isShared });
      folders.set(owner, own);
    }
  }
  return gauges.map(({ gauge, line }) => {
    const own = folders.get(gauge) ?? [];
    const isPlain = own.length === 1 && own[0]!.fromS === -Infinity && own[0]!.untilS === Infinity;
    return own.length === 0 || isPlain
      ? { gauge, line }
      : { gauge: { ...gauge, folders: own.sort((a, b) => a.fromS - b.fromS) }, line };
  });
}

function claimsOf(gauge: Gauge, line: number): Claim[] {
  const rows: readonly Pick<GaugeRow, 'folder' | 'fromS' | 'line'>[] = gauge.rows ?? [
    { folder: gauge.folder, fromS: -Infinity, line },
  ];
  return rows.map(({ folder, fromS, line: at }, i) => ({
    ...{ owner: gauge, folder, fromS, line: at },
    untilS: rows[i + 1]?.fromS ?? Infinity,
  }));
}

/** Claims on one folder, each cut off where a later one begins; those of one gauge that follow each other are one. */
function resolved(claims: readonly Claim[], problems: TableProblems): Claim[] {
  const sorted = [...claims].sort((a, b) => a.fromS - b.fromS);
  const cut: Claim[] = [];
  for (const [i, claim] of sorted.entries()) {
    const next = sorted[i + 1];
    if (next?.fromS === claim.fromS && next.owner !== claim.owner)
      problems.add(
        next.line,
        `the folder is ${claim.owner.name}'s from the same moment on, by line ${claim.line}: ${shown(claim.owner.name)} and ${shown(next.owner.name)} cannot both have it`,
        'folder',
      );
    const untilS = Math.min(claim.untilS, next?.fromS ?? Infinity);
    const before = cut.at(-1);
    if (before?.owner === claim.owner && before.untilS === claim.fromS) cut[cut.length - 1] = { ...before, untilS };
    else cut.push({ ...claim, untilS });
  }
  return cut;
}
