import { describedForm } from '../../../src/raw/described/described-form.js';
import { builtInDescription, ownDescription } from '../../../src/raw/registry.js';
import type { Description } from '../../../src/raw/description/description.js';
import type { ReadingBatch } from '../../../src/domain/readings/reading.js';
import { Origins } from '../../../streams/kernels/filter/origins.js';
import { piecesOf } from './readings.js';

export const RULES = { notBeforeS: 0, notAfterS: 0xffffffff };

/** A description by its text, or a built-in one by its name. */
export function describe(text: string): Description {
  return builtInDescription(text) ?? ownDescription(text, 'my.toml');
}

export interface Described {
  readonly readings: readonly (readonly [
    timeS: number,
    amount: number,
    wind: number,
    battery: number,
    label: string,
    line: number,
  ])[];
  readonly rejects: readonly (readonly [line: number, reason: string, text: string])[];
  readonly hasUnread: boolean;
}

/** What a file holds by a description, in pieces that are cut at some places. */
export function read(
  description: Description | string,
  bytes: Uint8Array | string,
  {
    cuts = [],
    folder = 'G',
    name = 'G/file',
  }: { cuts?: readonly number[]; folder?: string | undefined; name?: string } = {},
): Described {
  const form = describedForm(typeof description === 'string' ? describe(description) : description);
  const parse = form.open(RULES);
  const source = { name, folder };
  const batches = piecesOf(source, Buffer.from(bytes as string), cuts).flatMap((piece) => parse(piece).map(plain));
  return {
    readings: batches.flatMap(({ readings }) => readings),
    rejects: batches.flatMap(({ rejects }) => rejects).sort((a, b) => a[0] - b[0]),
    hasUnread: batches.some(({ hasUnread }) => hasUnread),
  };
}

function plain(batch: ReadingBatch): Described {
  const origins = new Origins(batch);
  const { timeS, tips, wind, battery, label, labels, rejects } = batch;
  const readings = Array.from({ length: batch.count }, (_, i) => {
    const line = origins.lineOf(i);
    return [timeS.get(i), tips.get(i), wind.get(i), battery.get(i), labels[label.get(i)]!, line] as const;
  });
  return {
    readings,
    rejects: rejects.map(({ line, reason, text }) => [line, reason, text] as const),
    hasUnread: batch.hasUnread ?? false,
  };
}
